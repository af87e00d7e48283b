package io.carob.example.embed;

import io.carob.api.embed.Carob;
import io.carob.api.image.ImportProgress;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.Pods;
import io.carob.api.pod.ResourceKey;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs one pod, prints what it says, and ends it: {@code Hello FOLDER IMAGE CGROUP}. */
public final class Hello {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: hello}
      spec:
        restartPolicy: Never
        containers:
          - name: main
            image: demo/busybox:1.0
            command: ["sh", "-c", "echo Hello from $(hostname)"]
      """;

  private Hello() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    ResourceKey hello = new ResourceKey("Pod", "default", "hello");
    CountDownLatch done = new CountDownLatch(1);
    try (Carob carob =
        Carob.builder()
            .root(folder.resolve("root"))
            .run(folder.resolve("run"))
            .cgroup(args[2])
            .set("io.carob.sandbox", "cni.conf.dir", folder + "/no-network")
            .start()) {
      Pods pods = carob.pods();
      carob
          .resources()
          .watch(
              key ->
                  pods.find("default", "hello")
                      .filter(pod -> pod.phase().equals("Succeeded"))
                      .ifPresent(pod -> done.countDown()));
      carob.images().importArchive(Path.of(args[1]), Optional.empty(), ImportProgress.NONE);
      carob.resources().apply(POD, "default", false);
      if (done.await(2, TimeUnit.MINUTES)) {
        try (InputStream log = pods.log(LogRequest.of("default", "hello").build())) {
          log.transferTo(System.out);
        }
      }
      carob.resources().delete(hello, Optional.of(Duration.ZERO)).join();
    }
  }
}
