package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverUses.Use;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that go while something of theirs is there. */
@Timeout(60)
class SwappedDriverTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");

  @TempDir Path folder = Path.of("");
  private EngineFixture f;

  @BeforeEach
  void start() {
    f = new EngineFixture(folder);
  }

  @AfterEach
  void stop() {
    f.close();
  }

  @Test
  void aRuntimeThatLeavesItsAnswersOpenIsNotWaitedFor() {
    f.apply(Yaml.WEB);
    f.engine.runtimes().remove(f.runtime); // and is never stopped
    f.kernel.exit("nginx", 5);
    f.addRuntime();
    f.work.advance(Duration.ofSeconds(3));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void aSandboxOfALaterFormIsNotGivenToAnEarlierVersion() {
    f.sandboxes.form = 2;
    f.apply(Yaml.WEB);
    FakeKernel.Sandboxes later = f.sandboxes;
    f.engine.sandboxes().remove(later);
    f.addSandboxes();
    EngineFixture.Gone gone = f.delete(WEB, Optional.of(Duration.ZERO));
    f.work.settle();
    f.work.advance(Duration.ofSeconds(10));
    assertThat(gone.done()).isFalse();
    assertThat(f.kernel.boxes).hasSize(1);
    assertThat(f.reasons()).contains("FailedKillPod");
    f.engine.sandboxes().remove(f.sandboxes);
    f.engine.add(f.engine.sandboxes(), EngineFixture.info("sandbox", "pause"), later);
    f.work.advance(Duration.ofMinutes(6));
    assertThat(gone.done()).isTrue();
    assertThat(f.kernel.boxes).isEmpty();
  }

  @Test
  void aPodRunsOnWhereAnEarlierVersionCannotReadItsSandbox() {
    f.sandboxes.form = 2;
    f.apply(Yaml.WEB);
    FakeKernel.Sandboxes later = f.sandboxes;
    f.engine.sandboxes().remove(later);
    f.addSandboxes();
    f.sandboxes.seesNothing = true;
    f.work.advance(Duration.ofSeconds(10));
    assertThat(f.kernel.process("nginx").state).isEqualTo(ContainerStatus.State.RUNNING);
    assertThat(f.phase("web")).isEqualTo("Running");
    f.engine.sandboxes().remove(f.sandboxes);
    f.engine.add(f.engine.sandboxes(), EngineFixture.info("sandbox", "pause"), later);
    f.work.advance(Duration.ofSeconds(10));
    f.kernel.killPause(f.uid("web")); // is heard of again
    f.work.advance(Duration.ofSeconds(10));
    assertThat(f.kernel.log.stream().filter("sandbox.create web"::equals)).hasSize(2);
  }

  @Test
  void aCommandThatRunsOverASwapEndsWithItsExitCode() throws InterruptedException {
    f.apply(Yaml.WEB);
    Command command = new Command();
    f.runtime.session = command;
    ExecSession session =
        f.engine.pods().exec("default", "web", Optional.of("nginx"), List.of("sleep"));
    FakeKernel.Runner old = f.runtime;
    f.addRuntime();
    assertThat(f.engine.runtimes().prefer(f.runtime)).isTrue();
    Thread remover = new Thread(() -> f.engine.runtimes().remove(old));
    remover.start();
    f.engine.runtimes().require("oci");
    assertThat(session.exit()).isNotDone();
    command.exit.complete(7);
    remover.join();
    assertThat(session.exit()).isCompletedWithValue(7);
    assertThat(f.engine.runtimes().statuses()).hasSize(1);
  }

  @Test
  void aCommandOfWhichTheDriverDoesNotAnswerIsEnded() {
    f.apply(Yaml.WEB);
    List<String> closed = new ArrayList<>();
    f.runtime.session =
        new Command() {
          @Override
          public boolean outlivesDriver() {
            throw new IllegalStateException("thrown by a test");
          }

          @Override
          public void close() {
            closed.add("session");
            super.close();
          }
        };
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class,
            () -> f.engine.pods().exec("default", "web", Optional.of("nginx"), List.of("sleep")));
    assertThat(thrown.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(closed).hasSize(1);
  }

  @Test
  void theEngineKnowsWhatDriversAreNeededFor() {
    f.apply(Yaml.WEB);
    assertThat(f.engine.uses().uses("sandbox", "pause"))
        .containsExactly(new Use("sandbox", "default/web"));
    assertThat(f.engine.uses().uses("runtime", "oci"))
        .contains(new Use("container", "default/web/nginx"));
    assertThat(f.engine.uses().uses("runtime", "kata")).isEmpty();
    assertThat(f.engine.uses().needed("runtime")).containsExactly("oci");
    assertThat(f.engine.uses().needed("snapshotter")).containsExactly("overlay");
    assertThat(f.engine.uses().needed("volume")).containsExactly("emptyDir");
  }

  private static class Command implements ExecSession {
    final CompletableFuture<Integer> exit = new CompletableFuture<>();

    @Override
    public OutputStream stdin() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream stdout() {
      return InputStream.nullInputStream();
    }

    @Override
    public InputStream stderr() {
      return InputStream.nullInputStream();
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return exit;
    }

    @Override
    public void close() {
      exit.complete(137);
    }
  }
}
