package io.carob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Manifests that several tests use. */
final class Manifests {

  private Manifests() {}

  /** The example of the README. */
  static String replicas() {
    try {
      return Files.readString(CarobService.CHECKOUT.resolve("examples/replicas.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A pod with one busybox container that runs a shell script. */
  static String shell(String name, String restartPolicy, String script) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
    spec:
      restartPolicy: %s
      terminationGracePeriodSeconds: 1
      containers:
        - name: main
          image: demo/busybox:1.0
          command: ["sh", "-c", %s]
    """
        .formatted(name, restartPolicy, quote(script));
  }

  /** A text as a YAML scalar. */
  static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
