package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers that pods need are stopped or removed, and come back: pods run on, and who needs the
 * driver waits for it as long as the configuration says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriverStopIT {

  private static final int SHORT_SECONDS = 1;
  private static final int LONG_SECONDS = 3600;
  private static final String STORE = "io.carob.image.store";
  private static final String ENGINE = "io.carob.engine";

  private CarobService carob;
  private Path temp;

  @BeforeAll
  void start(@TempDir Path folder) {
    temp = folder;
    carob = CarobService.withReplicas();
  }

  @AfterAll
  void stop() {
    for (String bundle : List.of("sandbox", "snapshotter-overlay", "volume-emptydir")) {
      carob.carob("bundle", "start", bundle);
    }
    carob.close();
  }

  @Test
  void whileTheSandboxIsStoppedPodsRunOnAndCommandsWaitForIt() throws Exception {
    try (RunningPods running = new RunningPods(carob)) {
      String pod = running.names().get(0);
      carob.carob("bundle", "stop", "sandbox").ok();
      assertThat(drivers()).doesNotContain("runtime/oci", "sandbox/pause");
      running.assertUndisturbed();

      waitFor(ENGINE, SHORT_SECONDS);
      long asked = System.nanoTime();
      String answer =
          ServiceApi.whole(
              carob.socket(),
              "/v1/pods/default/" + pod + "/exec?container=nginx&command=true",
              "Connection: Upgrade",
              "Upgrade: carob-exec/1");
      assertThat(answer)
          .contains("Carob-Error-Code: UNAVAILABLE")
          .contains("runtime \"oci\" is not there".replace("\"", "\\\""));
      assertThat(System.nanoTime() - asked)
          .as("it was waited for")
          .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(SHORT_SECONDS));

      waitFor(ENGINE, LONG_SECONDS);
      CompletableFuture<CarobService.Result> command =
          CompletableFuture.supplyAsync(() -> carob.exec(pod, "nginx", "echo", "inside"));
      awaitWaits("ExecRoute");
      assertThat(command).isNotDone();
      running.assertUndisturbed();
      carob.carob("bundle", "start", "sandbox").ok();
      assertThat(command.get().ok().out()).isEqualTo("inside\n");
      running.assertUndisturbed();
    }
    aPodStarts("after-sandbox");
  }

  @Test
  void whileTheSnapshotterIsStoppedPodsRunOnAndAnImportWaitsForIt() throws Exception {
    try (RunningPods running = new RunningPods(carob)) {
      carob.carob("bundle", "stop", "snapshotter-overlay").ok();
      assertThat(drivers()).doesNotContain("snapshotter/overlay");

      waitFor(STORE, SHORT_SECONDS);
      Path tree = rootFs();
      assertThat(
              ServiceApi.whole(
                  carob.socket(),
                  "/v1/images/import?rootfs=true&name=demo/early:1&snapshotter=overlay&source="
                      + tree))
          .contains("UNAVAILABLE")
          .contains("snapshotter \\\"overlay\\\" is not there");
      running.assertUndisturbed();

      waitFor(STORE, LONG_SECONDS);
      // What shows the node does not wait: it leaves out what only the driver knows.
      String pod = running.names().get(0);
      assertThat(carob.carob("inspect", pod).ok().out()).contains("MergedDir");
      assertThat(carob.carob("snapshot", "ls").ok().out()).contains("overlay");
      CompletableFuture<CarobService.Result> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  carob.carob(
                      "image",
                      "import",
                      "--rootfs",
                      "--snapshotter",
                      "overlay",
                      tree.toString(),
                      "demo/late:1"));
      awaitWaits("io.carob.image.store.snapshot");
      assertThat(waiting).isNotDone();
      running.assertUndisturbed();
      carob.carob("bundle", "start", "snapshotter-overlay").ok();
      assertThat(waiting.get().ok().out()).contains("demo/late:1");
      running.assertUndisturbed();
    }
    aPodStarts("after-overlay");
  }

  @Test
  void whileAVolumePluginIsStoppedPodsRunOnAndOneThatIsMadeWaitsForIt() throws Exception {
    try (RunningPods running = new RunningPods(carob)) {
      carob.carob("bundle", "stop", "volume-emptydir").ok();
      assertThat(drivers()).doesNotContain("volume/emptyDir");

      waitFor(ENGINE, SHORT_SECONDS);
      carob.apply(withEmptyDir("refused")).ok();
      carob.await(
          "the pod is told",
          () ->
              warnings("refused").stream().anyMatch(w -> w.contains("\"emptyDir\" is not there")));
      running.assertUndisturbed();

      waitFor(ENGINE, LONG_SECONDS);
      carob.apply(withEmptyDir("waits")).ok();
      awaitWaits("VolumeSteps");
      running.assertUndisturbed();
      carob.carob("bundle", "start", "volume-emptydir").ok();
      carob.awaitReady("waits");
      assertThat(warnings("waits")).isEmpty();
      carob.awaitReady("refused");
      running.assertUndisturbed();
    }
    carob.carob("delete", "pod", "waits", "refused", "--now").ok();
  }

  @Test
  void aSandboxThatWasRemovedUnderRunningPodsFindsThemWhenItIsBack() throws Exception {
    carob
        .apply(Manifests.shell("ends", "Never", "until [ -e /end ]; do sleep 0.1; done; exit 3"))
        .ok();
    carob.awaitReady("ends");
    long ends = carob.pid("ends", "main");
    try (RunningPods running = new RunningPods(carob)) {
      CarobService.Result refused = carob.carob("driver", "rm", "pause");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("default/ends");
      assertThat(drivers()).contains("runtime/oci", "sandbox/pause");

      carob.carob("driver", "rm", "pause", "--force").ok();
      assertThat(drivers()).doesNotContain("runtime/oci", "sandbox/pause");
      assertThat(carob.carob("bundle", "ls").out()).doesNotContain("io.carob.sandbox");
      running.assertUndisturbed();
      Files.createFile(Proc.root(ends, "/end"));
      carob.await("a process ends that nobody sees", () -> !Proc.alive(ends));

      carob.carob("bundle", "install", shipped("carob-sandbox").toString()).ok();
      assertThat(drivers()).contains("runtime/oci", "sandbox/pause");
      carob.await(
          "its end is known", () -> carob.pod("ends").toString().contains("\"exitCode\":3"));
      assertThat(carob.exec(running.names().get(0), "nginx", "echo", "back").ok().out())
          .isEqualTo("back\n");
      running.assertUndisturbed();
    }
    carob.carob("delete", "pod", "ends", "--now").ok();
    aPodStarts("after-removal");
  }

  private void waitFor(String component, int seconds) {
    carob.carob("config", component, "driver.wait.seconds=" + seconds).ok();
  }

  private void awaitWaits(String below) {
    carob.await("it waits", () -> ServiceThreads.oneWaitsForADriver(carob, below));
  }

  private void aPodStarts(String name) {
    carob.apply(withEmptyDir(name)).ok();
    carob.awaitReady(name);
    carob.carob("delete", "pod", name, "--now").ok();
  }

  private static String withEmptyDir(String name) {
    return Manifests.shell(name, "Never", "trap 'exit 0' TERM; sleep 1000 & wait")
        + """
              volumeMounts: [{name: scratch, mountPath: /scratch}]
          volumes: [{name: scratch, emptyDir: {}}]
        """;
  }

  private List<String> drivers() {
    List<String> names = new ArrayList<>();
    carob
        .carob("driver", "ls", "-o", "json")
        .json()
        .path("drivers")
        .forEach(d -> names.add(d.path("type").asText() + "/" + d.path("name").asText()));
    return names;
  }

  private List<String> warnings(String pod) {
    try {
      JsonNode events = ServiceApi.get(carob.socket(), "/v1/events?output=json").path("events");
      return StreamSupport.stream(events.spliterator(), false)
          .filter(e -> e.toString().contains("\"" + pod + "\""))
          .filter(e -> e.path("type").asText().equals("Warning"))
          .map(e -> e.path("message").asText())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A root file system of one file, which no image has. */
  private Path rootFs() throws IOException {
    Files.writeString(temp.resolve("only"), "here");
    Path tar = temp.resolve("rootfs.tar");
    CarobService.run(
            new ProcessBuilder("tar", "-cf", tar.toString(), "-C", temp.toString(), "only"), "")
        .ok();
    return tar;
  }

  private static Path shipped(String artifact) throws IOException {
    try (Stream<Path> jars = Files.list(CarobService.HOME.resolve("bundles/2-drivers"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(artifact + "-"))
          .findFirst()
          .orElseThrow();
    }
  }
}
