package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.List;
import java.util.Map;

/** The rules of a Deployment. */
final class DeploymentRules {

  private DeploymentRules() {}

  static void check(DeploymentSpec spec, JsonNode tree, VolumeCheck volumes) {
    if (spec.getReplicas() != null && (spec.getReplicas() < 0 || spec.getReplicas() > 10_000)) {
      throw ManifestError.at("spec.replicas", "must be 0 to 10000, but is " + spec.getReplicas());
    }
    strategy(spec);
    PodTemplateSpec template = spec.getTemplate();
    if (template == null || template.getSpec() == null) {
      throw ManifestError.at("spec.template.spec", "is required");
    }
    Map<String, String> labels =
        template.getMetadata() == null || template.getMetadata().getLabels() == null
            ? Map.of()
            : template.getMetadata().getLabels();
    Names.labels("spec.template.metadata.labels", labels);
    selector(spec.getSelector(), labels);
    PodRules.check(
        "spec.template.spec", template.getSpec(), tree.path("template").path("spec"), volumes);
    if (!"Always".equals(template.getSpec().getRestartPolicy())) {
      throw ManifestError.at(
          "spec.template.spec.restartPolicy",
          "must be Always in a Deployment, but is " + template.getSpec().getRestartPolicy());
    }
  }

  private static void selector(LabelSelector selector, Map<String, String> labels) {
    if (selector == null) {
      throw ManifestError.at("spec.selector", "is required");
    }
    if (selector.getMatchLabels().isEmpty() && selector.getMatchExpressions().isEmpty()) {
      throw ManifestError.at("spec.selector", "must not be empty");
    }
    if (!LabelMatch.matches(selector, labels)) {
      throw ManifestError.at(
          "spec.template.metadata.labels",
          "the labels " + labels + " do not match spec.selector " + selector.getMatchLabels());
    }
  }

  private static void strategy(DeploymentSpec spec) {
    String type = spec.getStrategy() == null ? null : spec.getStrategy().getType();
    PodRules.oneOf("spec.strategy.type", type, List.of("RollingUpdate", "Recreate"));
    RollingUpdateDeployment rolling = spec.getStrategy().getRollingUpdate();
    if (rolling == null) {
      return;
    }
    if ("Recreate".equals(type)) {
      throw ManifestError.at("spec.strategy.rollingUpdate", "cannot be combined with Recreate");
    }
    amount("spec.strategy.rollingUpdate.maxSurge", rolling.getMaxSurge());
    amount("spec.strategy.rollingUpdate.maxUnavailable", rolling.getMaxUnavailable());
  }

  private static void amount(String path, IntOrString amount) {
    if (amount == null) {
      return;
    }
    boolean good =
        amount.getIntVal() != null
            ? amount.getIntVal() >= 0
            : amount.getStrVal() != null && amount.getStrVal().matches("[0-9]{1,3}%");
    if (!good) {
      throw ManifestError.at(path, "must be a whole number from 0, or a percentage such as 25%");
    }
  }
}
