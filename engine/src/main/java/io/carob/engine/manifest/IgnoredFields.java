package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Fields that are valid in Kubernetes and have no effect in this release. They are told to the
 * user, so that nobody relies on them. What would do harm when ignored is refused by the rules.
 */
final class IgnoredFields {

  private static final Set<String> POD =
      Set.of(
          "activeDeadlineSeconds",
          "affinity",
          "automountServiceAccountToken",
          "enableServiceLinks",
          "imagePullSecrets",
          "nodeName",
          "nodeSelector",
          "os",
          "overhead",
          "preemptionPolicy",
          "priority",
          "priorityClassName",
          "readinessGates",
          "resources",
          "schedulerName",
          "serviceAccount",
          "serviceAccountName",
          "setHostnameAsFQDN",
          "subdomain",
          "tolerations",
          "topologySpreadConstraints");
  private static final Set<String> POD_SECURITY =
      Set.of("fsGroupChangePolicy", "supplementalGroupsPolicy", "windowsOptions");
  private static final Set<String> CONTAINER =
      Set.of(
          "lifecycle",
          "livenessProbe",
          "readinessProbe",
          "resizePolicy",
          "startupProbe",
          "stdin",
          "stdinOnce",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "tty");
  private static final Set<String> CONTAINER_SECURITY = Set.of("windowsOptions");
  private static final Set<String> DEPLOYMENT =
      Set.of("minReadySeconds", "paused", "progressDeadlineSeconds", "revisionHistoryLimit");

  private IgnoredFields() {}

  static List<String> ofPod(String path, JsonNode spec) {
    List<String> out = new ArrayList<>();
    among(POD, path, spec, out);
    if (spec.has("hostUsers") && !spec.path("hostUsers").asBoolean()) {
      out.add(path + ".hostUsers");
    }
    among(POD_SECURITY, path + ".securityContext", spec.path("securityContext"), out);
    for (String list : List.of("initContainers", "containers")) {
      JsonNode containers = spec.path(list);
      for (int i = 0; i < containers.size(); i++) {
        container(path + "." + list + "[" + i + "]", containers.get(i), out);
      }
    }
    return out;
  }

  static List<String> ofDeployment(JsonNode spec) {
    List<String> out = new ArrayList<>();
    among(DEPLOYMENT, "spec", spec, out);
    out.addAll(ofPod("spec.template.spec", spec.path("template").path("spec")));
    return out;
  }

  private static void container(String path, JsonNode container, List<String> out) {
    among(CONTAINER, path, container, out);
    resources(path + ".resources", container.path("resources"), out);
    among(CONTAINER_SECURITY, path + ".securityContext", container.path("securityContext"), out);
  }

  /** Of all resources one counts; told is the whole where that one is not asked for. */
  private static void resources(String path, JsonNode resources, List<String> out) {
    JsonNode limits = resources.path("limits");
    if (!limits.hasNonNull(StorageLimit.NAME)) {
      if (says(resources)) {
        out.add(path);
      }
      return;
    }
    among(Set.of("claims", "requests"), path, resources, out);
    limits.properties().stream()
        .filter(limit -> !limit.getKey().equals(StorageLimit.NAME))
        .forEach(limit -> out.add(path + ".limits." + limit.getKey()));
  }

  private static void among(Set<String> names, String path, JsonNode object, List<String> out) {
    object.properties().stream()
        .filter(field -> names.contains(field.getKey()) && says(field.getValue()))
        .forEach(field -> out.add(path + "." + field.getKey()));
  }

  private static boolean says(JsonNode value) {
    return !value.isNull()
        && !value.isMissingNode()
        && !(value.isContainerNode() && value.isEmpty())
        && !(value.isBoolean() && !value.asBoolean());
  }
}
