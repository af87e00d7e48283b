package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The service dies; pods do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {

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

  /** The next test finds a service without pods. */
  @AfterEach
  void clear() {
    carob.ensureServes();
    if (!carob.pods().isEmpty()) {
      carob.carobWithInput(Manifests.replicas(), "delete", "-f", "-"); // of most tests, none
    }
    carob.deletePods();
  }

  @Test
  void podsOutliveAKilledServiceAndAreAdopted() {
    carob.apply(Manifests.replicas()).ok();
    carob.awaitReadyPods(2);
    List<String> pods = carob.readyPods();
    List<Long> pids = pids(pods);

    carob.kill();
    assertThat(pids).allMatch(Proc::alive);
    carob.serve();

    carob.awaitReadyPods(2);
    assertThat(carob.readyPods()).containsExactlyInAnyOrderElementsOf(pods);
    assertThat(pids(pods)).isEqualTo(pids);
    assertThat(
            carob
                .exec(
                    pods.get(0), "sidecar", "wget", "-q", "-O", "-", "http://localhost/index.html")
                .ok()
                .out())
        .contains("Served by a replica");
  }

  @Test
  void exitWhileTheServiceIsAwayIsRecordedAndTheLogIsComplete() {
    carob
        .apply(
            Manifests.shell(
                "away",
                "Never",
                "trap 'echo last; exit 7' TERM; echo ready; while :; do sleep 0.1; done"))
        .ok();
    carob.await("it runs", () -> carob.carob("logs", "away").out().equals("ready\n"));
    carob.awaitReady("away"); // its process is known only then
    long pid = carob.pid("away", "main");

    carob.kill();
    assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
    carob.await("the container ends", () -> !Proc.alive(pid));
    carob.serve();

    carob.await(
        "the exit is recorded",
        () -> carob.pod("away").path("status").path("phase").asText().equals("Failed"));
    JsonNode terminated =
        carob
            .pod("away")
            .path("status")
            .path("containerStatuses")
            .get(0)
            .path("state")
            .path("terminated");
    assertThat(terminated.path("exitCode").asInt()).isEqualTo(7);
    assertThat(carob.carob("logs", "away").ok().out()).isEqualTo("ready\nlast\n");
  }

  @Test
  void logWrittenWhileTheServiceIsAwayIsComplete() {
    carob
        .apply(
            Manifests.shell(
                "writer",
                "Never",
                "i=0; while [ ! -e /enough ]; do echo line $i; i=$((i+1)); echo $i > /written;"
                    + " sleep 0.01; done; exit 0"))
        .ok();
    carob.await("it writes", () -> carob.carob("logs", "writer").out().contains("line 100\n"));
    carob.awaitReady("writer"); // its process is known only then
    long pid = carob.pid("writer", "main");
    carob.kill();
    int atKill = written(pid);
    carob.await("it writes on without the service", () -> written(pid) > atKill + 100);
    carob.serve();
    int atReturn = written(pid);
    carob.await("it writes on with the service", () -> written(pid) > atReturn + 100);
    carob.exec("writer", "main", "touch", "/enough").ok();
    carob.await(
        "it ends",
        () -> carob.pod("writer").path("status").path("phase").asText().equals("Succeeded"));
    List<String> lines = carob.carob("logs", "writer").ok().out().lines().toList();
    assertThat(lines).hasSizeGreaterThan(atReturn + 100);
    assertThat(lines)
        .isEqualTo(IntStream.range(0, lines.size()).mapToObj(i -> "line " + i).toList());
  }

  /** How many lines the writer has written; it counts them in a file. */
  private static int written(long pid) {
    try {
      String count = Files.readString(Proc.root(pid, "/written")).strip();
      return count.isEmpty() ? 0 : Integer.parseInt(count); // empty while it is written anew
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void deletionInterruptedByAKillIsContinued() {
    carob
        .apply(
            Manifests.shell("stubborn", "Never", "trap '' TERM; while :; do sleep 0.1; done")
                .replace("Seconds: 1", "Seconds: 3"))
        .ok();
    carob.awaitReady("stubborn");
    long pid = carob.pid("stubborn", "main");
    carob.carob("delete", "pod", "stubborn", "--wait=false").ok();
    carob.kill();
    carob.serve();
    carob.await("the pod is gone", () -> carob.pods().isEmpty());
    assertThat(Proc.alive(pid)).isFalse();
    assertThat(carob.root().resolve("pods")).isEmptyDirectory();
  }

  @Test
  void anOrderlyRestartLeavesPodsRunning() {
    carob.apply(Manifests.shell("steady", "Always", "exec sleep 100000")).ok();
    carob.awaitReady("steady");
    long pid = carob.pid("steady", "main");
    carob.terminate();
    assertThat(Proc.alive(pid)).isTrue();
    carob.serve();
    carob.awaitReady("steady");
    assertThat(carob.pid("steady", "main")).isEqualTo(pid);
  }

  @Test
  void eachStartSaysWhatItAdoptedAndCleaned() throws IOException {
    try (CarobService fresh = CarobService.start()) {
      fresh.importDemoImages();
      assertThat(lines(fresh, "Removes 0 snapshot folders")).hasSize(1);
      fresh.await("the engine has started", () -> lines(fresh, "Adopted 0 pods;").size() == 1);
      fresh.apply(Manifests.shell("steady", "Always", "exec sleep 100000")).ok();
      fresh.awaitReady("steady");
      fresh.kill();
      Path place = Files.createDirectories(fresh.root().resolve("snapshots/overlay/999/fs"));
      Files.writeString(fresh.root().resolve("content/ingest/half"), "half an import");

      fresh.serve();

      assertThat(lines(fresh, "Removes 1 snapshot folders"))
          .singleElement()
          .asString()
          .contains("removed 1 leftovers of imports");
      fresh.await("the pod is adopted", () -> lines(fresh, "Adopted 1 pods;").size() == 1);
      assertThat(lines(fresh, "Adopted 1 pods;"))
          .singleElement()
          .asString()
          .contains("0 ended meanwhile", "cleaned 0 leftovers of no pod");
      fresh.await("the folder is gone", () -> !Files.exists(place.getParent()));
    }
  }

  private static List<String> lines(CarobService of, String text) {
    return of.log().lines().filter(line -> line.contains(text)).toList();
  }

  @Test
  void stopWithoutAServiceTellsOfThePodsThatStillRun() {
    assertThat(carob.carob("stop", "--leave-pods").ok().out()).contains("Stopped");
    assertThat(carob.carob("stop").ok().out()).contains("No service runs");
    carob.serve();
    carob.apply(Manifests.shell("steady", "Always", "exec sleep 100000")).ok();
    carob.awaitReady("steady");

    carob.kill();
    CarobService.Result stop = carob.carob("stop");
    assertThat(stop.code()).isEqualTo(1);
    assertThat(stop.err()).contains("1 pod still runs").contains("carob start");
  }

  @Test
  void aSecondServiceOnTheSameFoldersIsRefused() {
    CarobService.Result second = CarobService.run(carob.serveProcess(), "");
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains("already runs").contains(String.valueOf(carob.servicePid()));
    assertThat(carob.carob("status").code()).isZero();
  }

  private List<Long> pids(List<String> pods) {
    return pods.stream()
        .flatMap(p -> List.of(carob.pid(p, "nginx"), carob.pid(p, "sidecar")).stream())
        .toList();
  }
}
