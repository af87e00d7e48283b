package io.carob.engine.manifest;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;

/** Whether labels are those that a selector asks for. */
final class LabelMatch {

  private LabelMatch() {}

  static boolean matches(LabelSelector selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
        && selector.getMatchExpressions().stream().allMatch(e -> matches(e, labels));
  }

  private static boolean matches(LabelSelectorRequirement rule, Map<String, String> labels) {
    String value = labels.get(rule.getKey());
    return switch (String.valueOf(rule.getOperator())) {
      case "In" -> value != null && rule.getValues().contains(value);
      case "NotIn" -> value == null || !rule.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default ->
          throw ManifestError.at(
              "spec.selector.matchExpressions.operator",
              "must be one of [In, NotIn, Exists, DoesNotExist], but is " + rule.getOperator());
    };
  }
}
