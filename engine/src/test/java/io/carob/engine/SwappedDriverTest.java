package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverUses.Use;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

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

  @Test
  void aDriverThatAnotherPassesCallsOnToIsNeededToo() {
    f.engine.add(f.engine.sandboxes(), EngineFixture.info("sandbox", "passing"), new Passing(f));
    f.apply(
        Yaml.WEB.replaceFirst(
            "  name: web\n", "  name: web\n  annotations: {carob.io/sandbox: passing}\n"));
    assertThat(f.phase("web")).isEqualTo("Running");
    Use box = new Use("sandbox", "default/web");
    assertThat(f.engine.uses().uses("sandbox", "passing")).containsExactly(box);
    assertThat(f.engine.uses().uses("sandbox", "pause")).containsExactly(box);
    assertThat(f.engine.uses().needed("sandbox")).contains("pause", "passing");
    f.delete(WEB, Optional.of(Duration.ZERO));
    f.work.settle();
    assertThat(f.engine.uses().uses("sandbox", "pause")).isEmpty();
  }

  @Test
  void whatADriverLogsSaysWhichDriverItWas() {
    Passing passing = new Passing(f);
    f.engine.add(f.engine.sandboxes(), EngineFixture.info("sandbox", "passing"), passing);
    MDC.put("driver", "before");
    f.engine.sandboxes().call("passing", "uid", driver -> driver.find("uid", folder));
    assertThat(MDC.get("driver")).isEqualTo("before");
    MDC.remove("driver");
    assertThat(passing.context)
        .containsExactly("sandbox/passing", "sandbox/pause", "sandbox/passing");
    f.engine.sandboxes().call("passing", "uid", driver -> driver.find("uid", folder));
    assertThat(MDC.get("driver")).isNull();
  }

  /** Sandboxes of the usual driver, reached as a stranger's driver would. */
  private record Passing(EngineFixture f, List<String> context) implements SandboxDriver {

    Passing(EngineFixture f) {
      this(f, new ArrayList<>());
    }

    private <R> R pass(String podUid, Function<SandboxDriver, R> call) {
      context.add(MDC.get("driver"));
      R answer =
          f.engine
              .calls("sandbox", f.engine.sandboxes())
              .call(
                  "pause",
                  podUid,
                  other -> {
                    R passed = call.apply(other);
                    context.add(f.kernel.lastContext);
                    return passed;
                  });
      context.add(MDC.get("driver"));
      return answer;
    }

    @Override
    public String name() {
      return "passing";
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      return pass(spec.podUid(), other -> other.create(spec));
    }

    @Override
    public Optional<Sandbox> find(String podUid, Path directory) {
      return pass(podUid, other -> other.find(podUid, directory));
    }

    @Override
    public CompletableFuture<Void> exit(String podUid, Path directory) {
      return pass(podUid, other -> other.exit(podUid, directory));
    }

    @Override
    public void remove(String podUid, Path directory) {
      pass(
          podUid,
          other -> {
            other.remove(podUid, directory);
            return true;
          });
    }
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
