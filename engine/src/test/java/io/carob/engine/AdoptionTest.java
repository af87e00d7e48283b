package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.carob.api.pod.ResourceKey;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");

  @Test
  void podsNeverNoticeANewEngine(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.apply(Yaml.WEB);
      var before = List.copyOf(f.kernel.processes.values());
      f.restart();
      assertThat(f.kernel.processes.values()).containsExactlyElementsOf(before);
      assertThat(f.phase("web")).isEqualTo("Running");
      assertThat(f.container("web", "nginx").path("restartCount").asInt()).isZero();
      assertThat(f.engine.events().list())
          .anyMatch(e -> e.message().startsWith("Adopted 1 pods, cleaned nothing"));
      f.kernel.exit("nginx", 7);
      f.work.settle();
      assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    }
  }

  @Test
  void anExitInBetweenIsRecordedWithItsCode(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.apply(Yaml.WEB);
      f.kill();
      f.kernel.exit("nginx", 42);
      f.restart();
      assertThat(
              f.container("web", "nginx")
                  .path("lastState")
                  .path("terminated")
                  .path("exitCode")
                  .asInt())
          .isEqualTo(42);
      assertThat(f.container("web", "nginx").path("state").has("running")).isTrue();
    }
  }

  @Test
  void afterARebootEverythingRunsAgainOnItsOldSnapshots(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.apply(Yaml.WEB);
      f.kill();
      f.kernel.processes.clear();
      f.kernel.boxes.clear();
      var snapshots = List.copyOf(f.snapshots.all.values());
      f.restart();
      assertThat(f.phase("web")).isEqualTo("Running");
      assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
      assertThat(f.snapshots.all.values()).containsExactlyElementsOf(snapshots);
    }
  }

  @Test
  void deletionGoesOnAfterACrash(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.kernel.ignoresTerm = true;
      f.apply(Yaml.WEB);
      f.delete(WEB, Optional.of(Duration.ofSeconds(5)));
      f.restart();
      assertThat(f.get("Pod", "web")).isPresent();
      f.work.advance(Duration.ofSeconds(6));
      assertThat(f.get("Pod", "web")).isEmpty();
      assertThat(f.clean()).isTrue();
    }
  }

  @Test
  void whatBelongsToNoPodIsCleared(@TempDir Path folder) throws IOException {
    try (EngineFixture f = new EngineFixture(folder)) {
      String uid = "0b5ec7b8-3c59-4a8e-9d0c-111111111111";
      Files.createDirectories(f.layout.pod(uid).resolve("volumes/emptyDir/logs"));
      Files.createDirectories(f.layout.sandbox(uid));
      Files.createDirectories(f.layout.container("0b5ec7b83c59-nginx-0"));
      Files.createDirectories(f.layout.root().resolve("trash/pod-x"));
      Files.createDirectories(f.layout.root().resolve("pods/notes-of-the-operator"));
      f.snapshots.prepare(
          "overlay",
          new io.carob.api.snapshot.SnapshotKey(uid + "/nginx"),
          Optional.empty(),
          java.util.Map.of());
      f.snapshots.prepare(
          "overlay",
          new io.carob.api.snapshot.SnapshotKey("mine/nginx"),
          Optional.empty(),
          java.util.Map.of());
      f.restart();
      assertThat(f.snapshots.all.keySet()).containsExactly("overlay mine/nginx");
      assertThat(f.layout.pod(uid)).doesNotExist();
      assertThat(f.layout.sandbox(uid)).doesNotExist();
      assertThat(f.layout.container("0b5ec7b83c59-nginx-0")).doesNotExist();
      assertThat(f.layout.root().resolve("trash/pod-x")).doesNotExist();
      assertThat(f.layout.root().resolve("pods/notes-of-the-operator")).exists();
      assertThat(f.kernel.log).contains("unpublish logs");
      assertThat(f.reasons()).contains("Adopted");
    }
  }

  @Test
  void whatADriverMayHaveMadeThatIsAwayStays(@TempDir Path folder) throws IOException {
    try (EngineFixture f = new EngineFixture(folder)) {
      Path container = f.layout.container("0b5ec7b83c59-nginx-0");
      Files.createDirectories(container);
      f.kata = true;
      f.restart();
      assertThat(container).exists();
      assertThat(f.kernel.log).doesNotContain("remove");
      assertThat(f.engine.leftovers().check())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.subject()).startsWith("containers/");
                assertThat(finding.found()).contains("container runtime \"kata\" may have made it");
                assertThat(finding.fix()).contains("start the service anew");
              });
      f.kata = false;
      f.restart();
      assertThat(container).doesNotExist();
      assertThat(f.engine.leftovers().check()).isEmpty();
    }
  }

  @Test
  void whatIsLeftOfAPodGoesByTheDriversThatMadeIt(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.apply(Yaml.WEB);
      f.kata = true; // has nothing to do with it
      f.lose(WEB);
      assertThat(f.clean()).isTrue();
    }
  }

  @Test
  void whatIsLeftInALaterFormStaysUntilThatVersionIsBack(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.sandboxes.form = 2;
      f.apply(Yaml.WEB);
      f.lose(WEB);
      assertThat(f.kernel.boxes).hasSize(1);
      f.restart(); // is known by then, too
      assertThat(f.kernel.boxes).hasSize(1);
      f.sandboxForm = 2;
      f.restart();
      assertThat(f.clean()).isTrue();
    }
  }

  @Test
  void aConfigMapThatChangedJustBeforeACrashIsShown(@TempDir Path folder) throws IOException {
    try (EngineFixture f = new EngineFixture(folder)) {
      String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: page}, data: {a: TEXT}}";
      f.apply(map.replace("TEXT", "old"));
      f.apply(Yaml.WEB.replace("emptyDir: {}", "configMap: {name: page}"));
      crash(f, f.kernel.calls + 1, true, () -> f.apply(map.replace("TEXT", "new")));
      f.restart();
      Path file = f.layout.pod(f.uid("web")).resolve("volumes/configMap/logs/data/a");
      assertThat(Files.readString(file)).isEqualTo("new");
    }
  }

  /** Every driver call in turn never returns; the next engine must end what was begun. */
  @Test
  void anyCrashWhileStartingIsMadeGood(@TempDir Path folder) throws IOException {
    int calls = callsOfAStart(folder);
    for (int at = 1; at <= calls; at++) {
      for (boolean before : new boolean[] {true, false}) {
        Path own = Files.createDirectory(folder.resolve("start-" + at + before));
        try (EngineFixture f = new EngineFixture(own)) {
          crash(f, f.kernel.calls + at, before, () -> f.apply(Yaml.WEB));
          f.restart();
          assertThat(f.phase("web")).as("call %s", at).isEqualTo("Running");
          assertThat(f.kernel.processes).hasSize(2);
          assertThat(f.container("web", "nginx").path("restartCount").asInt()).isZero();
          f.delete(WEB, Optional.empty());
          f.work.settle();
          assertThat(f.clean()).isTrue();
        }
      }
    }
  }

  @Test
  void anyCrashWhileDeletingIsMadeGood(@TempDir Path folder) throws IOException {
    for (int at = 1; at <= 8; at++) {
      for (boolean before : new boolean[] {true, false}) {
        Path own = Files.createDirectory(folder.resolve("delete-" + at + before));
        try (EngineFixture f = new EngineFixture(own)) {
          f.apply(Yaml.WEB);
          crash(
              f,
              f.kernel.calls + at,
              before,
              () -> {
                f.delete(WEB, Optional.empty());
                f.work.settle();
              });
          f.restart();
          assertThat(f.get("Pod", "web")).as("call %s", at).isEmpty();
          assertThat(f.clean()).as("call %s before %s", at, before).isTrue();
        }
      }
    }
  }

  private int callsOfAStart(Path folder) throws IOException {
    try (EngineFixture f = new EngineFixture(Files.createDirectory(folder.resolve("count")))) {
      int before = f.kernel.calls;
      f.apply(Yaml.WEB);
      return f.kernel.calls - before;
    }
  }

  private static void crash(EngineFixture f, int call, boolean before, Runnable action) {
    f.kernel.crashBefore = before ? call : -1;
    f.kernel.crashAfter = before ? -1 : call;
    try {
      action.run();
      fail("it did not come to call " + call + " of " + f.kernel.calls);
    } catch (Crash e) {
      f.kernel.crashBefore = -1;
      f.kernel.crashAfter = -1;
    }
  }

  @Test
  void whatBelongsToNoPodIsFoundAndCleared(@TempDir Path folder) throws IOException {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.apply(Yaml.WEB);
      IntegrityCheck check = f.engine.integrity();
      assertThat(check.check(new IntegrityCheck.Options(true, false))).isEmpty();
      String uid = "01234567-89ab-cdef-0123-456789abcdef";
      f.snapshots.prepare("overlay", new SnapshotKey(uid + "/app"), Optional.empty(), Map.of());
      Path left = Files.createDirectories(f.layout.pod(uid));
      assertThat(check.check(new IntegrityCheck.Options(false, false)))
          .hasSize(2)
          .noneMatch(Finding::mended);
      assertThat(left).exists();
      assertThat(check.check(new IntegrityCheck.Options(true, false)))
          .hasSize(2)
          .allMatch(Finding::mended);
      assertThat(left).doesNotExist();
      assertThat(check.check(new IntegrityCheck.Options(false, false))).isEmpty();
      assertThat(f.phase("web")).isEqualTo("Running");
    }
  }
}
