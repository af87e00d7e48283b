package io.carob.junit;

/** What the tests run. */
final class Demo {

  static final String BUSYBOX = "../build/demo/busybox";
  static final String WEB = "../build/demo/web";

  static final String SANDBOX = "io.carob.sandbox";
  static final String NETWORKS = "cni.conf.dir";
  static final String NO_NETWORK = "target/no-network";

  /** Says a word, and runs on. */
  static final String TALKER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: talker}
      spec:
        containers:
          - name: main
            image: demo/busybox:1.0
            imagePullPolicy: Never
            command: ["sh", "-c", "echo words of the pod; exec sleep 100000"]
      """;

  private Demo() {}
}
