package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pods that {@code carob run} makes, and ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunIT {

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
  void runMakesAPod() {
    carob
        .carob(
            "run",
            "demo/busybox:1.0",
            "--name",
            "quick",
            "--restart",
            "Never",
            "--",
            "echo",
            "hello")
        .ok();
    carob.awaitPhase("quick", "Succeeded");
    assertThat(carob.carob("logs", "quick", "--timestamps").ok().out())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:\\d\\d) hello\\n");
    assertThat(carob.carob("logs", "quick").ok().out()).isEqualTo("hello\n");
    carob.carob("delete", "pod", "quick").ok();
  }

  @Test
  void runAttachedPassesOutputsAndExitCodesOn() {
    CarobService.Result three = attached("sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(three.code()).isEqualTo(3);
    assertThat(three.out()).isEqualTo("out\n");
    assertThat(three.err()).isEqualTo("err\n");
    CarobService.Result unknown = attached("frobnicate");
    assertThat(unknown.code()).isEqualTo(127);
    assertThat(unknown.err()).contains("frobnicate");
    CarobService.Result file = attached("/etc/hosts");
    assertThat(file.code()).isEqualTo(126);
    assertThat(file.err()).contains("/etc/hosts");
    assertThat(carob.carob("get", "pod", "attached").code()).isEqualTo(1);
  }

  @Test
  void runAttachedEndsWhenTheImageIsNotThere() {
    CarobService.Result result =
        carob.carob(
            "run", "no/such:1", "--name", "nothere", "--attach", "--rm", "--restart", "Never");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no/such:1").contains("image import");
    assertThat(carob.carob("get", "pod", "nothere").code()).isEqualTo(1);
  }

  @Test
  void anInterruptedRunRemovesItsPod() throws IOException, InterruptedException {
    Process run =
        carob
            .command(
                "run",
                "demo/busybox:1.0",
                "--name",
                "interrupted",
                "--attach",
                "--rm",
                "--restart",
                "Never",
                "--",
                "sh",
                "-c",
                "trap 'exit 0' TERM; echo ready; while :; do sleep 1; done")
            .redirectErrorStream(true)
            .start();
    assertThat((char) run.getInputStream().read()).isEqualTo('r');
    run.destroy();
    assertThat(run.waitFor()).isEqualTo(143);
    carob.await("the pod is gone", () -> carob.carob("get", "pod", "interrupted").code() == 1);
  }

  private CarobService.Result attached(String... command) {
    List<String> args =
        new ArrayList<>(
            List.of("run", "demo/busybox:1.0", "--name", "attached", "--attach", "--rm"));
    args.addAll(List.of("--restart", "Never", "--"));
    args.addAll(List.of(command));
    return carob.carob(args.toArray(String[]::new));
  }
}
