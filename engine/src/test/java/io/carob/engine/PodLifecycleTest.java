package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.Snapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodLifecycleTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");

  EngineFixture f;

  @BeforeEach
  void start(@TempDir Path folder) {
    f = new EngineFixture(folder);
  }

  @AfterEach
  void stop() {
    f.close();
  }

  @Test
  void runsAPodInOrder() {
    f.apply(Yaml.WEB);
    assertThat(f.kernel.log)
        .containsExactly(
            "publish logs",
            "sandbox.create web",
            "unpack",
            "prepare overlay",
            "create nginx",
            "start nginx",
            "unpack",
            "prepare overlay",
            "create sidecar",
            "start sidecar");
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.pod("web").path("status").path("podIP").asText()).isEqualTo("10.0.0.7");
    assertThat(f.container("web", "nginx").path("ready").asBoolean()).isTrue();
    assertThat(f.container("web", "nginx").path("containerID").asText()).startsWith("carob://");
  }

  @Test
  void givesTheContainerItsCommandEnvironmentAndMounts() throws IOException {
    f.apply(Yaml.WEB);
    ContainerSpec nginx = f.kernel.process("nginx").spec;
    assertThat(nginx.args()).containsExactly("/entry", "cmd");
    assertThat(nginx.workingDirectory()).isEqualTo("/srv");
    assertThat(nginx.user()).isEqualTo("web");
    assertThat(nginx.cgroupParent()).isEqualTo("/carob-test/pod" + f.uid("web"));
    assertThat(nginx.mounts())
        .extracting(ContainerMount::destination)
        .containsExactly("/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/var/log/nginx");
    ContainerSpec sidecar = f.kernel.process("sidecar").spec;
    assertThat(sidecar.args()).containsExactly("sh", "-c", "echo web $(WHO) $(NOBODY)");
    assertThat(sidecar.env())
        .contains("HOSTNAME=web", "LANG=C", "SHOP=own", "WHO=web", "IP=10.0.0.7");
    Path etc = f.layout.pod(f.uid("web")).resolve("etc");
    assertThat(Files.readString(etc.resolve("hosts"))).contains("10.0.0.7\tweb");
    assertThat(Files.readString(etc.resolve("hostname"))).isEqualTo("web\n");
  }

  @Test
  void limitsTheWritableLayerOfTheContainerThatAsksForIt() {
    f.apply(
        Yaml.WEB.replace(
            "    - name: sidecar\n",
            "    - name: sidecar\n" + "      resources: {limits: {ephemeral-storage: 64Mi}}\n"));
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.snapshots.all.values())
        .extracting(info -> info.labels().getOrDefault(Snapshots.SIZE_LIMIT_LABEL, "none"))
        .containsExactlyInAnyOrder("none", "67108864");
  }

  @Test
  void deletesEverythingAfterTheStopSignal() {
    f.apply(Yaml.WEB);
    List<String> signals = f.kernel.process("nginx").signals;
    EngineFixture.Gone gone = f.delete(WEB, Optional.empty());
    assertThat(gone.done()).isFalse();
    f.work.settle();
    assertThat(signals).containsExactly("SIGQUIT");
    assertThat(gone.done()).isTrue();
    assertThat(f.get("Pod", "web")).isEmpty();
    assertThat(f.clean()).isTrue();
    assertThat(f.kernel.log)
        .endsWith(
            "remove",
            "remove",
            "sandbox.remove",
            "snapshot.remove",
            "snapshot.remove",
            "unpublish logs");
  }

  @Test
  void killsAfterTheGracePeriod() {
    f.kernel.ignoresTerm = true;
    f.apply(Yaml.WEB);
    List<String> signals = f.kernel.process("nginx").signals;
    EngineFixture.Gone gone = f.delete(WEB, Optional.empty());
    f.work.advance(Duration.ofSeconds(29));
    assertThat(signals).containsExactly("SIGQUIT");
    assertThat(gone.done()).isFalse();
    f.work.advance(Duration.ofSeconds(2));
    assertThat(signals).containsExactly("SIGQUIT", "SIGKILL");
    assertThat(gone.done()).isTrue();
  }

  @Test
  void killsAlsoWhenTheTimerFiresAMomentTooEarly() {
    f.kernel.ignoresTerm = true;
    f.apply(Yaml.WEB);
    f.work.nextEarlyBy = Duration.ofNanos(400_000);
    EngineFixture.Gone gone = f.delete(WEB, Optional.of(Duration.ofSeconds(1)));
    f.work.advance(Duration.ofSeconds(2));
    assertThat(gone.done()).isTrue();
  }

  @Test
  void killsAgainWhenAKillIsLost() {
    f.kernel.ignoresTerm = true;
    f.kernel.lostKills = 2; // one for each container
    f.apply(Yaml.WEB);
    EngineFixture.Gone gone = f.delete(WEB, Optional.of(Duration.ZERO));
    f.work.advance(Duration.ofSeconds(1));
    assertThat(gone.done()).isFalse();
    f.work.advance(Duration.ofSeconds(2));
    assertThat(gone.done()).isTrue();
  }

  @Test
  void aSecondDeleteCanOnlyShortenTheGracePeriod() {
    f.kernel.ignoresTerm = true;
    f.apply(Yaml.WEB);
    EngineFixture.Gone gone = f.delete(WEB, Optional.empty());
    f.work.settle();
    f.delete(WEB, Optional.of(Duration.ZERO));
    f.work.settle();
    assertThat(gone.done()).isTrue();
    assertThat(f.clean()).isTrue();
  }

  @Test
  void initContainersRunInTurnToCompletion() {
    f.apply(Yaml.task("Never"));
    assertThat(f.kernel.processes).hasSize(1);
    assertThat(f.phase("task")).isEqualTo("Pending");
    f.kernel.exit("one", 0);
    f.work.settle();
    f.kernel.exit("two", 0);
    f.work.settle();
    assertThat(f.phase("task")).isEqualTo("Running");
    f.kernel.exit("main", 0);
    f.work.settle();
    assertThat(f.phase("task")).isEqualTo("Succeeded");
    assertThat(f.kernel.processes).isEmpty();
    assertThat(f.kernel.boxes).isEmpty();
    assertThat(f.container("task", "main").path("state").path("terminated").path("reason").asText())
        .isEqualTo("Completed");
  }

  @Test
  void aFailedInitContainerFailsAPodThatNeverRestarts() {
    f.apply(Yaml.task("Never"));
    f.kernel.exit("one", 3);
    f.work.settle();
    assertThat(f.phase("task")).isEqualTo("Failed");
    assertThat(f.container("task", "one").path("state").path("terminated").path("exitCode").asInt())
        .isEqualTo(3);
    assertThat(f.kernel.boxes).isEmpty();
  }

  @Test
  void onFailureRestartsOnlyAfterFailures() {
    f.apply(Yaml.task("OnFailure"));
    f.kernel.exit("one", 1);
    f.work.settle();
    assertThat(f.container("task", "one").path("restartCount").asInt()).isEqualTo(1);
    f.kernel.exit("one", 0);
    f.work.settle();
    f.kernel.exit("two", 0);
    f.work.settle();
    f.kernel.exit("main", 0);
    f.work.settle();
    assertThat(f.phase("task")).isEqualTo("Succeeded");
  }

  @Test
  void restartsWithDoublingDelaysAndKeepsTheSnapshot() {
    f.apply(Yaml.WEB);
    Map<String, SnapshotInfo> before = Map.copyOf(f.snapshots.all);
    f.kernel.exit("nginx", 137);
    f.work.settle();
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    assertThat(f.container("web", "nginx").path("state").has("running")).isTrue();
    assertThat(
            f.container("web", "nginx").path("lastState").path("terminated").path("signal").asInt())
        .isEqualTo(9);
    for (int delay : new int[] {10, 20, 40, 80, 160, 300, 300}) {
      f.kernel.exit("nginx", 1);
      f.work.settle();
      assertThat(f.container("web", "nginx").path("state").path("waiting").path("reason").asText())
          .isEqualTo("CrashLoopBackOff");
      f.work.advance(Duration.ofSeconds(delay - 1));
      assertThat(f.container("web", "nginx").path("state").has("waiting")).isTrue();
      f.work.advance(Duration.ofSeconds(1));
      assertThat(f.container("web", "nginx").path("state").has("running")).isTrue();
    }
    // The same two, never removed and never made anew.
    assertThat(f.snapshots.all).isEqualTo(before).hasSize(2);
    assertThat(f.kernel.log).doesNotContain("snapshot.remove");
    assertThat(f.kernel.boxes).hasSize(1);
    assertThat(f.container("web", "sidecar").path("restartCount").asInt()).isZero();
    f.work.advance(Duration.ofMinutes(11));
    f.kernel.exit("nginx", 1);
    f.work.settle();
    assertThat(f.container("web", "nginx").path("state").has("running")).isTrue();
  }

  @Test
  void keepsTheLogsOfTheLastTwoRuns() throws IOException {
    f.apply(Yaml.WEB);
    String first = f.kernel.process("nginx").spec.id();
    f.kernel.exit("nginx", 1);
    f.work.settle();
    String second = f.kernel.process("nginx").spec.id();
    assertThat(log(false)).isEqualTo("started " + second + "\n");
    assertThat(log(true)).isEqualTo("started " + first + "\n");
    f.kernel.exit("nginx", 1);
    f.work.advance(Duration.ofSeconds(10));
    assertThat(log(true)).isEqualTo("started " + second + "\n");
    assertThat(first).isNotEqualTo(second).hasSizeLessThanOrEqualTo(64);
    assertThat(
            EngineFixture.count(f.layout.pod(f.uid("web")).resolve("containers").resolve("nginx")))
        .isEqualTo(2);
  }

  private String log(boolean previous) throws IOException {
    LogRequest request =
        new LogRequest(
            "default",
            "web",
            Optional.of("nginx"),
            false,
            OptionalInt.empty(),
            Optional.empty(),
            previous,
            false);
    return new String(f.engine.pods().log(request).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aCommandThatIsNotThereEndsWith127() {
    f.kernel.createFailures.put(
        "nginx", new CarobException(ErrorCode.NOT_FOUND, "no command /nope in the image"));
    f.apply(Yaml.WEB.replace("spec:\n", "spec:\n  restartPolicy: Never\n"));
    var terminated = f.container("web", "nginx").path("state").path("terminated");
    assertThat(terminated.path("exitCode").asInt()).isEqualTo(127);
    assertThat(terminated.path("message").asText()).contains("/nope");
    assertThat(f.container("web", "sidecar").path("state").has("running")).isTrue();
  }

  @Test
  void aRuntimeThatLacksSomethingIsTriedAgain() {
    f.kernel.createFailures.put(
        "nginx", new CarobException(ErrorCode.UNSUPPORTED, "no OCI runtime; install crun"));
    f.apply(Yaml.WEB);
    assertThat(f.container("web", "nginx").path("state").path("waiting").path("reason").asText())
        .isEqualTo("CreateContainerError");
    f.kernel.createFailures.clear();
    f.work.advance(Duration.ofSeconds(1));
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isZero();
  }

  @Test
  void waitsForAMissingImageAndGoesOnWhenItComes() {
    f.apply(Yaml.WEB.replace("demo/web:1", "demo/late:1"));
    var waiting = f.container("web", "nginx").path("state").path("waiting");
    assertThat(waiting.path("reason").asText()).isEqualTo("ErrImageNeverPull");
    assertThat(waiting.path("message").asText()).contains("carob image import");
    assertThat(f.phase("web")).isEqualTo("Pending");
    f.images.add("demo/late:1");
    f.work.settle(); // no time passes
    assertThat(f.phase("web")).isEqualTo("Running");
  }

  @Test
  void aClosedEngineHearsNoMoreOfImages() {
    assertThat(f.images.listeners()).isOne();
    f.engine.close();
    assertThat(f.images.listeners()).isZero();
  }

  @Test
  void waitsForAMissingConfigMapAndSaysSo() {
    f.apply(Yaml.WEB.replace("emptyDir: {}", "configMap: {name: page}"));
    assertThat(f.phase("web")).isEqualTo("Pending");
    assertThat(f.reasons()).contains("FailedMount");
    assertThat(f.pod("web").path("status").path("message").asText()).contains("page");
    f.apply(page("old"));
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.pod("web").path("status").has("message")).isFalse();
  }

  @Test
  void publishesAgainWhenAConfigMapChanges() throws IOException {
    f.apply(page("old"));
    f.apply(Yaml.WEB.replace("emptyDir: {}", "configMap: {name: page}"));
    Path file = f.layout.pod(f.uid("web")).resolve("volumes/configMap/logs/data/index.html");
    assertThat(Files.readString(file)).isEqualTo("old");
    f.apply(page("new"));
    assertThat(Files.readString(file)).isEqualTo("new");
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isZero();
  }

  private static String page(String text) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: page}, data: {index.html: "
        + text
        + "}}";
  }

  @Test
  void waitsForAVolumePluginThatIsNotThereYet() {
    f.apply(Yaml.WEB.replace("emptyDir: {}", "csi: {driver: late}"));
    assertThat(f.phase("web")).isEqualTo("Pending");
    assertThat(f.reasons()).contains("FailedMount");
    f.engine.add(
        f.engine.volumes(), EngineFixture.info("volume", "late"), new FakeVolume(f.kernel, "late"));
    f.work.settle();
    assertThat(f.phase("web")).isEqualTo("Running");
  }

  @Test
  void aTakenPortKeepsThePodPendingAndSaysSo() {
    f.kernel.sandboxFailures.add(
        new CarobException(ErrorCode.ALREADY_EXISTS, "host port 80 is taken"));
    f.apply(Yaml.WEB);
    assertThat(f.phase("web")).isEqualTo("Pending");
    assertThat(f.reasons()).contains("FailedCreatePodSandBox");
    f.kernel.sandboxFailures.clear();
    f.work.advance(Duration.ofSeconds(1));
    assertThat(f.phase("web")).isEqualTo("Running");
  }

  @Test
  void aDeadPauseProcessBringsANewSandbox() {
    f.apply(Yaml.WEB);
    f.kernel.killPause(f.uid("web"));
    f.work.settle();
    assertThat(f.reasons()).contains("SandboxChanged");
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.kernel.box(f.uid("web")).ready).isTrue();
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    assertThat(f.snapshots.all).hasSize(2);
  }

  @Test
  void annotationsChooseTheDrivers() {
    f.apply(
        Yaml.WEB.replace("labels: {app: web}", "annotations: {carob.io/snapshotter: native-copy}"));
    assertThat(f.kernel.log).contains("prepare native-copy").doesNotContain("prepare overlay");
  }

  @Test
  void stopAllEndsThePodsAndTheNextStartRunsThemAgain() {
    f.apply(Yaml.WEB);
    f.apply(Yaml.REPLICAS);
    CompletableFuture<Void> stopped = f.engine.pods().stopAll();
    f.work.settle();
    assertThat(stopped).isCompleted();
    assertThat(f.kernel.processes).isEmpty();
    assertThat(f.kernel.boxes).isEmpty();
    assertThat(f.list("Pod")).hasSize(3);
    assertThat(f.snapshots.all).hasSize(4);
    f.restart();
    assertThat(f.list("Pod")).hasSize(3);
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.kernel.processes).hasSize(4);
  }

  @Test
  void aSwappedRuntimeIsAskedForTheExitInstead() {
    f.apply(Yaml.WEB);
    f.runtime.stop();
    f.engine.runtimes().remove(f.runtime);
    f.kernel.exit("nginx", 5);
    f.addRuntime();
    f.work.advance(Duration.ofSeconds(3));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    assertThat(
            f.container("web", "nginx")
                .path("lastState")
                .path("terminated")
                .path("exitCode")
                .asInt())
        .isEqualTo(5);
  }

  @Test
  void aSwappedSandboxDriverIsAskedForThePauseInstead() {
    f.apply(Yaml.WEB);
    f.sandboxes.stop();
    f.engine.sandboxes().remove(f.sandboxes);
    f.work.advance(Duration.ofSeconds(1));
    f.addSandboxes();
    f.work.advance(Duration.ofSeconds(3));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isZero();
    f.kernel.killPause(f.uid("web"));
    f.work.settle();
    assertThat(f.reasons()).contains("SandboxChanged");
  }
}
