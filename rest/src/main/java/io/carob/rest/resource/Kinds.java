package io.carob.rest.resource;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Kinds as people write them: {@code po}, {@code pods}, {@code Pod}, {@code deployments.apps}. */
final class Kinds {

  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("po", "pod"),
          Map.entry("deploy", "deployment"),
          Map.entry("rs", "replicaset"),
          Map.entry("cm", "configmap"),
          Map.entry("sts", "statefulset"),
          Map.entry("ds", "daemonset"),
          Map.entry("cj", "cronjob"),
          Map.entry("svc", "service"),
          Map.entry("ns", "namespace"),
          Map.entry("pv", "persistentvolume"),
          Map.entry("pvc", "persistentvolumeclaim"));

  private Kinds() {}

  /**
   * The kind as in manifests.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when none of the known kinds is meant
   */
  static String resolve(String text, List<String> kinds) {
    String word = text.toLowerCase(Locale.ROOT);
    int dot = word.indexOf('.');
    if (dot > 0) {
      word = word.substring(0, dot);
    }
    String wanted = SHORT.getOrDefault(word, word);
    for (String kind : kinds) {
      String lower = kind.toLowerCase(Locale.ROOT);
      if (wanted.equals(lower) || wanted.equals(lower + "s")) {
        return kind;
      }
    }
    throw new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "kind \""
            + text
            + "\" is not known here; known are "
            + String.join(", ", kinds)
            + "; and `carob get` shows images, volumes, snapshots, events, drivers and bundles");
  }
}
