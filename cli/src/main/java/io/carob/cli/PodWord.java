package io.carob.cli;

import java.io.IOException;

/** A pod as people write it: {@code web} or {@code pod/web}; or what has pods. */
final class PodWord {

  private PodWord() {}

  static String name(String word) {
    for (String prefix : new String[] {"pod/", "pods/", "po/"}) {
      if (word.startsWith(prefix)) {
        return word.substring(prefix.length());
      }
    }
    return word;
  }

  /**
   * The pod, or the first pod of {@code deployment/web}.
   *
   * @param tell whether to say which one, when there are several
   */
  static String first(String word, String namespace, Root root, boolean tell) throws IOException {
    String name = name(word);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return name;
    }
    Target target =
        new Target(
                "resources", name.substring(0, slash), namespace, name.substring(slash + 1), "pods")
            .with("output", "name");
    try (Http http = root.send("GET", target, Root.NO_BODY, root.millis())) {
      if (http.status() >= 300) {
        throw root.failure(http);
      }
      String[] pods = Root.text(http).strip().split("\n", -1);
      if (pods[0].isEmpty()) {
        throw new CliException(CliException.FAILED, word + " has no pods");
      }
      if (tell && pods.length > 1) {
        root.terminal().err().println("Found " + pods.length + " pods, using " + pods[0]);
      }
      return name(pods[0]);
    }
  }
}
