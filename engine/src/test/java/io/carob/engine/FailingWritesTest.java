package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of the node cannot be written, for a moment or for long. */
class FailingWritesTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");
  private static final ResourceKey SHOP = new ResourceKey("Deployment", "default", "shop");
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Lets some of the writes fail, by their number. */
  private static final class Writes {
    int count;
    int failFrom = Integer.MAX_VALUE;
    int failures;
    ErrorCode code = ErrorCode.INTERNAL;

    Writes(EngineFixture f) {
      f.beforeWrite = this::next;
    }

    void failAll() {
      failFrom = count + 1;
      failures = Integer.MAX_VALUE;
    }

    void recover() {
      failures = 0;
    }

    private void next() {
      count++;
      if (count >= failFrom && failures > 0) {
        failures--;
        throw new CarobException(code, "write " + count + " fails");
      }
    }
  }

  @Test
  void everyWriteOfAPodsLifeMayFailOnce(@TempDir Path folder) {
    everyWriteMayFail(folder, 1, ErrorCode.INTERNAL);
  }

  @Test
  void everyWriteOfAPodsLifeMayFailForAWhile(@TempDir Path folder) {
    everyWriteMayFail(folder, 9, ErrorCode.INTERNAL);
  }

  @Test
  void theDiskMayBeFullForAWhileAtEveryWriteOfAPodsLife(@TempDir Path folder) {
    everyWriteMayFail(folder, 9, ErrorCode.RESOURCE_EXHAUSTED);
  }

  private static void everyWriteMayFail(Path folder, int failures, ErrorCode code) {
    int writes = life(folder.resolve("fine"), Integer.MAX_VALUE, 0, code);
    assertThat(writes).isGreaterThan(8);
    for (int first = 1; first <= writes; first++) {
      life(folder.resolve("from-" + first), first, failures, code);
    }
  }

  /** A pod from its first write to its last; answers how many there were. */
  private static int life(Path folder, int failFrom, int failures, ErrorCode code) {
    try (EngineFixture f = new EngineFixture(folder)) {
      Writes writes = new Writes(f);
      writes.failFrom = failFrom;
      writes.failures = failures;
      writes.code = code;

      patiently(f, () -> f.apply(Yaml.WEB));
      f.work.advance(LONG);
      assertThat(f.phase("web")).isEqualTo("Running");
      assertThat(f.kernel.processes).hasSize(2);

      f.kernel.exit("nginx", 7);
      f.work.advance(LONG);
      assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
      assertThat(f.container("web", "nginx").path("ready").asBoolean()).isTrue();

      patiently(f, () -> f.delete(WEB, Optional.of(Duration.ZERO)));
      f.work.advance(LONG);
      assertThat(f.get("Pod", "web")).isEmpty();
      assertThat(f.clean()).isTrue();
      f.restart();
      assertThat(f.list("Pod")).isEmpty();
      assertThat(f.kernel.processes).isEmpty();
      return writes.count;
    }
  }

  @Test
  void aDeploymentCopesWithEveryFailingWrite(@TempDir Path folder) {
    for (int first = 1; first <= 25; first++) {
      try (EngineFixture f = new EngineFixture(folder.resolve("from-" + first))) {
        Writes writes = new Writes(f);
        writes.failFrom = first;
        writes.failures = 5;
        patiently(f, () -> f.apply(Yaml.REPLICAS));
        f.work.advance(LONG);
        assertThat(f.condition(SHOP)).contains("Available=True");
        patiently(f, () -> f.delete(SHOP, Optional.of(Duration.ZERO)));
        f.work.advance(LONG);
        assertThat(f.list("Deployment")).isEmpty();
        assertThat(f.clean()).isTrue();
      }
    }
  }

  @Test
  void whatIsShownIsTrueThoughItCannotBeWritten(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      Writes writes = new Writes(f);
      f.apply(Yaml.WEB);
      writes.failAll();
      f.kernel.exit("nginx", 7);
      f.work.advance(LONG);
      assertThat(f.condition(WEB)).contains("Ready=False");
      assertThat(f.container("web", "nginx").path("ready").asBoolean()).isFalse();
      assertThat(f.pod("web").path("status").path("message").asText()).contains("fails");
      assertThat(f.reasons()).contains("FailedSync");

      writes.recover();
      f.work.advance(LONG);
      assertThat(f.condition(WEB)).contains("Ready=True");
      f.restart();
      assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    }
  }

  @Test
  void stopNeedsNoWrites(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      Writes writes = new Writes(f);
      f.apply(Yaml.WEB);
      f.apply(Yaml.REPLICAS);
      writes.failAll();
      CompletableFuture<Void> stopped = f.engine.pods().stopAll();
      f.work.advance(Duration.ofSeconds(1));
      assertThat(stopped).isCompleted();
      assertThat(f.kernel.processes).isEmpty();
      assertThat(f.kernel.boxes).isEmpty();

      writes.recover();
      f.restart();
      f.work.advance(LONG);
      assertThat(f.phase("web")).isEqualTo("Running");
      assertThat(f.condition(SHOP)).contains("Available=True");
    }
  }

  @Test
  void stopEndsAlsoAPodWhoseDeletionCannotBeRecorded(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      Writes writes = new Writes(f);
      f.apply(Yaml.WEB);
      f.delete(WEB, Optional.of(Duration.ZERO));
      writes.failAll();
      CompletableFuture<Void> stopped = f.engine.pods().stopAll();
      f.work.advance(Duration.ofMinutes(1));
      assertThat(stopped).isCompleted();
      assertThat(f.kernel.processes).isEmpty();
      writes.recover();
      f.restart();
      f.work.advance(LONG);
      assertThat(f.list("Pod")).isEmpty();
      assertThat(f.clean()).isTrue();
    }
  }

  @Test
  void aPodThatWaitsLongForARetryIsStoppedAtOnce(@TempDir Path folder) {
    try (EngineFixture f = new EngineFixture(folder)) {
      f.kernel.sandboxFailures.add(new CarobException(ErrorCode.INTERNAL, "no namespace left"));
      f.apply(Yaml.WEB);
      f.work.advance(LONG);
      CompletableFuture<Void> stopped = f.engine.pods().stopAll();
      f.work.settle();
      assertThat(stopped).isCompleted();
    }
  }

  private static void patiently(EngineFixture f, Runnable request) {
    for (int tries = 0; tries < 20; tries++) {
      try {
        request.run();
        f.work.settle();
        return;
      } catch (CarobException e) {
        assertThat(e.getMessage()).contains("fails");
        f.work.settle();
      }
    }
    throw new AssertionError("it is never accepted");
  }
}
