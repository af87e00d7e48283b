package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Drivers come and go while pods run and serve requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriverSwapIT {

  private CarobService carob;
  private Path temp;

  @BeforeAll
  void start(@TempDir Path folder) {
    temp = folder;
    carob = CarobService.withReplicas();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  void updatingDriversDisturbsNoPodAndTheNextPodUsesTheNewVersion() throws Exception {
    Path overlay = newVersion("carob-snapshotter-overlay");
    Path emptyDir = newVersion("carob-volume-emptydir");
    List<String> pods;

    try (RunningPods running = new RunningPods(carob)) {
      pods = running.names();
      carob.carob("bundle", "update", "snapshotter-overlay", overlay.toString()).ok();
      carob.carob("bundle", "update", "volume-emptydir", emptyDir.toString()).ok();
      carob.carob("scale", "deployment/web", "--replicas", "3").ok();
      carob.awaitReadyPods(3);
      running.assertUndisturbed();
    }

    assertThat(version("snapshotter", "overlay")).endsWith("swapped");
    assertThat(version("volume", "emptyDir")).endsWith("swapped");
    String newest =
        carob.readyPods().stream().filter(p -> !pods.contains(p)).findFirst().orElseThrow();
    JsonNode snapshots = carob.carob("snapshot", "ls", "-o", "json").json().path("snapshots");
    String uid = carob.pod(newest).path("metadata").path("uid").asText();
    assertThat(snapshots)
        .anySatisfy(
            s -> {
              assertThat(s.path("key").asText()).startsWith(uid);
              assertThat(s.path("labels").path("carob.io/driver-version").asText())
                  .endsWith("swapped");
            });
  }

  @Test
  void commandsAndLogsThatRunOverAnUpdateOfTheSandboxEndAsTheyShould() throws Exception {
    carob
        .apply(
            Manifests.shell(
                "over",
                "Never",
                "echo first; until [ -e /end ]; do sleep 0.2; done; echo last; exit 3"))
        .ok();
    carob.await("it prints", () -> carob.carob("logs", "over").out().equals("first\n"));
    CompletableFuture<CarobService.Result> logs =
        CompletableFuture.supplyAsync(() -> carob.carob("logs", "-f", "over"));
    CompletableFuture<CarobService.Result> command =
        CompletableFuture.supplyAsync(
            () -> inside("touch /began; until [ -e /go ]; do sleep 0.2; done; echo ended; exit 7"));
    carob.await("the command runs", () -> inside("[ -e /began ]").code() == 0);

    carob.carob("bundle", "update", "sandbox", newVersion("carob-sandbox").toString()).ok();

    assertThat(version("runtime", "oci")).endsWith("swapped");
    assertThat(command).isNotDone();
    assertThat(logs).isNotDone();
    inside("touch /go").ok();
    CarobService.Result ended = command.get(60, TimeUnit.SECONDS);
    assertThat(ended.out()).isEqualTo("ended\n");
    assertThat(ended.code()).isEqualTo(7);
    inside("touch /end").ok();
    assertThat(logs.get(60, TimeUnit.SECONDS).out()).isEqualTo("first\nlast\n");
    carob.await("its end is known", () -> carob.pod("over").toString().contains("\"exitCode\":3"));
    carob.carob("delete", "pod", "over", "--now").ok();
  }

  private CarobService.Result inside(String script) {
    return carob.carob("exec", "over", "--", "sh", "-c", script);
  }

  @Test
  void aJarInTheDriversFolderIsADriverAndGoneWhenItIsTakenAway() throws IOException {
    Path jar = exampleDriver();
    Path dropped = carob.drivers().resolve("example.jar");
    Path half = carob.drivers().resolve(".example.part");
    Files.copy(jar, half);
    Files.move(half, dropped);
    carob.await("the driver is listed", () -> drivers().contains("snapshotter/plain"));
    carob
        .apply(
            Manifests.shell("plain", "Never", "echo on plain")
                .replace(
                    "  name: plain\n",
                    "  name: plain\n  annotations: {carob.io/snapshotter: plain}\n"))
        .ok();
    carob.await("the pod has run", () -> carob.carob("logs", "plain").out().equals("on plain\n"));
    assertThat(carob.inspect("plain", "main").path("GraphDriver").path("Name").asText())
        .isEqualTo("plain");
    carob.carob("delete", "pod", "plain", "--now").ok();
    Files.delete(dropped);
    carob.await("the driver is gone", () -> !drivers().contains("snapshotter/plain"));
  }

  @Test
  void aJarThatIsNoBundleIsRefused() throws IOException {
    Path junk = Files.writeString(temp.resolve("junk.jar"), "no jar");
    CarobService.Result result = carob.carob("bundle", "install", junk.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("junk.jar");
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

  private String version(String type, String name) {
    for (JsonNode driver : carob.carob("driver", "ls", "-o", "json").json().path("drivers")) {
      if (driver.path("type").asText().equals(type) && driver.path("name").asText().equals(name)) {
        return driver.path("version").asText();
      }
    }
    throw new AssertionError(type + " " + name + " is not there");
  }

  private static Path exampleDriver() throws IOException {
    try (Stream<Path> jars =
        Files.list(CarobService.CHECKOUT.resolve("examples/snapshotter-plain/target"))) {
      return jars.filter(j -> j.getFileName().toString().matches("carob-example-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The shipped jar once more, with a higher version. */
  private Path newVersion(String artifact) throws IOException {
    return NextJar.of(artifact, temp);
  }
}
