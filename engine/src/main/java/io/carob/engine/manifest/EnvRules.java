package io.carob.engine.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of a container's environment. */
final class EnvRules {

  private static final Set<String> FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final Pattern KEYED =
      Pattern.compile("metadata\\.(?:labels|annotations)\\['[^']+'\\]");

  private EnvRules() {}

  static void check(String path, Container container) {
    int i = 0;
    for (EnvVar variable : container.getEnv()) {
      one(path + ".env[" + i++ + "]", variable);
    }
    i = 0;
    for (EnvFromSource source : container.getEnvFrom()) {
      from(path + ".envFrom[" + i++ + "]", source);
    }
  }

  private static void one(String at, EnvVar variable) {
    if (variable.getName() == null || !Names.isVariable(variable.getName())) {
      throw ManifestError.at(at + ".name", "\"" + variable.getName() + "\" is no variable's name");
    }
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return;
    }
    if (variable.getValue() != null && !variable.getValue().isEmpty()) {
      throw ManifestError.at(at + ".valueFrom", "cannot be combined with value");
    }
    noSecret(at + ".valueFrom.secretKeyRef", source.getSecretKeyRef());
    PodRules.refuse(at + ".valueFrom.resourceFieldRef", source.getResourceFieldRef() != null);
    if ((source.getConfigMapKeyRef() == null) == (source.getFieldRef() == null)) {
      throw ManifestError.at(at + ".valueFrom", "must have one of configMapKeyRef, fieldRef");
    }
    if (source.getConfigMapKeyRef() != null) {
      Names.subdomain(
          at + ".valueFrom.configMapKeyRef.name", source.getConfigMapKeyRef().getName());
      String key = source.getConfigMapKeyRef().getKey();
      if (key == null || !Names.isDataKey(key)) {
        throw ManifestError.at(
            at + ".valueFrom.configMapKeyRef.key", "\"" + key + "\" is no key of a config map");
      }
    } else {
      field(at + ".valueFrom.fieldRef.fieldPath", source.getFieldRef().getFieldPath());
    }
  }

  private static void field(String at, String field) {
    if (field == null || !(FIELDS.contains(field) || KEYED.matcher(field).matches())) {
      throw ManifestError.at(
          at,
          "\""
              + field
              + "\" is not known; known are "
              + FIELDS.stream().sorted().toList()
              + ", metadata.labels['<key>'] and metadata.annotations['<key>']");
    }
  }

  private static void from(String at, EnvFromSource source) {
    noSecret(at + ".secretRef", source.getSecretRef());
    if (source.getConfigMapRef() == null) {
      throw ManifestError.at(at + ".configMapRef", "is required");
    }
    Names.subdomain(at + ".configMapRef.name", source.getConfigMapRef().getName());
  }

  private static void noSecret(String at, Object reference) {
    if (reference != null) {
      throw ManifestError.at(at, "secrets are not kept by this release; use a ConfigMap");
    }
  }
}
