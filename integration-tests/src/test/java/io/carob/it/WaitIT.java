package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Waiting for what the node does, and reading the logs of what a Deployment runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitIT {

  private CarobService carob;

  @BeforeAll
  void start() {
    carob = CarobService.start();
    carob.importDemoImages();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  void aPodIsReadyWhenItsImageHasComeAndGoneWhenItIsDeleted() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: late}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: main
                  image: late/busybox:1.0
                  command: ["sleep", "1000"]
            """)
        .ok();
    CarobService.Result tooEarly =
        carob.carob("wait", "--for=condition=Ready", "pod/late", "--timeout=50ms");
    assertThat(tooEarly.code()).isEqualTo(1);
    assertThat(tooEarly.err())
        .isEqualTo("carob: timed out waiting for the condition on pods/late\n");
    CompletableFuture<CarobService.Result> ready =
        CompletableFuture.supplyAsync(
            () -> carob.carob("wait", "--for=condition=Ready", "pod/late", "--timeout=90s"));
    carob.carob("image", "tag", "demo/busybox:1.0", "late/busybox:1.0").ok();
    assertThat(ready.join().ok().out()).isEqualTo("pod/late condition met\n");
    carob.carob("delete", "pod", "late", "--wait=false").ok();
    carob.carob("wait", "--for=delete", "pod/late", "--timeout=90s").ok();
    assertThat(carob.carob("get", "pod", "late").code()).isEqualTo(1);
  }

  @Test
  void aDeploymentIsAvailableAndShowsTheLogsOfItsFirstPod() {
    carob
        .apply(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: talk}
            spec:
              replicas: 2
              selector: {matchLabels: {app: talk}}
              template:
                metadata: {labels: {app: talk}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: one
                      image: demo/busybox:1.0
                      command: ["sh", "-c", "echo from one; exec sleep 1000"]
                    - name: two
                      image: demo/busybox:1.0
                      command: ["sh", "-c", "echo from two; exec sleep 1000"]
            """)
        .ok();
    assertThat(
            carob
                .carob("wait", "--for=condition=Available", "deployment/talk", "--timeout=90s")
                .ok()
                .out())
        .isEqualTo("deployment.apps/talk condition met\n");
    carob.await(
        "both containers have printed",
        () -> {
          String all = carob.carob("logs", "deployment/talk", "--all-containers").ok().out();
          return all.equals("from one\nfrom two\n");
        });
    CarobService.Result first = carob.carob("logs", "deploy/talk").ok();
    assertThat(first.out()).isEqualTo("from one\n");
    assertThat(first.err())
        .containsPattern("Found 2 pods, using pod/talk-.*\n")
        .contains("Defaulted container \"one\" out of: one, two\n");
    assertThat(carob.carob("exec", "deploy/talk", "-c", "two", "--", "echo", "hi").ok().out())
        .isEqualTo("hi\n");
    carob.carob("delete", "deployment", "talk", "--now").ok();
  }

  @Test
  void runShowsWhatItsContainerPrints() {
    CarobService.Result run =
        carob.carob(
            "run",
            "demo/busybox:1.0",
            "--name",
            "job",
            "--attach",
            "--rm",
            "--restart",
            "Never",
            "--",
            "echo",
            "hello");
    assertThat(run.ok().out()).isEqualTo("hello\n");
    assertThat(carob.carob("get", "pod", "job").code()).isEqualTo(1);
  }
}
