package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Sets what a manifest left open, as Kubernetes does. Changes the tree that it is given. */
final class Defaults {

  private static final List<String> SET_BY_THE_NODE =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "resourceVersion",
          "managedFields",
          "selfLink");

  private Defaults() {}

  static void common(ObjectNode tree, String namespace) {
    tree.remove("status");
    if (tree.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(SET_BY_THE_NODE);
      if (metadata.path("namespace").asText().isEmpty()) {
        metadata.put("namespace", namespace);
      }
    }
  }

  static void pod(JsonNode podSpec) {
    if (!(podSpec instanceof ObjectNode spec)) {
      return;
    }
    put(spec, "restartPolicy", "Always");
    put(spec, "dnsPolicy", "ClusterFirst");
    if (missing(spec, "terminationGracePeriodSeconds")) {
      spec.put("terminationGracePeriodSeconds", 30);
    }
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        for (JsonNode port : container.path("ports")) {
          if (port instanceof ObjectNode object) {
            put(object, "protocol", "TCP");
          }
        }
      }
    }
  }

  static void deployment(JsonNode deploymentSpec) {
    if (!(deploymentSpec instanceof ObjectNode spec)) {
      return;
    }
    if (missing(spec, "replicas")) {
      spec.put("replicas", 1);
    }
    if (missing(spec, "strategy")) {
      spec.putObject("strategy");
    }
    if (spec.path("strategy") instanceof ObjectNode strategy) {
      put(strategy, "type", "RollingUpdate");
      if (strategy.path("type").asText().equals("RollingUpdate")) {
        if (missing(strategy, "rollingUpdate")) {
          strategy.putObject("rollingUpdate");
        }
        if (strategy.path("rollingUpdate") instanceof ObjectNode rolling) {
          put(rolling, "maxSurge", "25%");
          put(rolling, "maxUnavailable", "25%");
        }
      }
    }
    pod(spec.path("template").path("spec"));
  }

  private static void put(ObjectNode object, String name, String value) {
    if (missing(object, name)) {
      object.put(name, value);
    }
  }

  private static boolean missing(ObjectNode object, String name) {
    return !object.hasNonNull(name);
  }
}
