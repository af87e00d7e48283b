package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.tck.driver.CommonCases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** B1, B2, B4, B5: from create to remove, by any instance. */
final class LifeCases {

  private static final int PODS = 8;

  private LifeCases() {}

  static void nameIsConstant(SandboxBench bench) {
    assertThat(bench.driver().name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(bench.driver().name()).isEqualTo(bench.driver().name());
  }

  static void anotherInstanceContinues(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    Sandbox made = bench.create(spec);
    assertThat(made.ready()).as("ready after create").isTrue();
    assertThat(made.podUid()).isEqualTo(spec.podUid());
    assertThat(made.directory()).isEqualTo(spec.directory());
    assertThat(isAlive(made.pausePid())).as("pause, process %d, runs", made.pausePid()).isTrue();
    assertThat(bench.driver().find(spec.podUid(), spec.directory())).contains(made);
    bench.remove(spec);
    assertThat(isAlive(made.pausePid())).as("pause runs after remove").isFalse();
    assertThat(bench.driver().find(spec.podUid(), spec.directory())).isEmpty();
  }

  static void nothingIsFoundWhereNothingWasMade(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    assertThat(bench.driver().find(spec.podUid(), spec.directory())).isEmpty();
    assertThat(bench.driver().exit(spec.podUid(), spec.directory())).isDone();
  }

  static void endOfPauseIsTold(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    Sandbox made = bench.create(spec);
    CompletableFuture<Void> exit = bench.driver().exit(spec.podUid(), spec.directory());
    assertThat(exit).isNotDone();
    kill(bench, made.pausePid());
    exit.get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS);
    Sandbox found = bench.driver().find(spec.podUid(), spec.directory()).orElseThrow();
    assertThat(found.ready()).as("ready after the end of pause").isFalse();
    assertThat(found.pausePid()).isZero();
    assertThat(bench.driver().exit(spec.podUid(), spec.directory())).isDone();
  }

  static void createAgainAnswersTheSame(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    SandboxDriver driver = bench.driver();
    Sandbox made = driver.create(spec);
    assertThat(driver.create(spec)).isEqualTo(made);
    assertThat(bench.create(spec)).isEqualTo(made);
  }

  static void createAfterTheEndOfPause(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    Sandbox made = bench.create(spec);
    CompletableFuture<Void> exit = bench.driver().exit(spec.podUid(), spec.directory());
    kill(bench, made.pausePid());
    exit.get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS);
    Sandbox again = bench.create(spec);
    assertThat(again.ready()).as("ready after create").isTrue();
    assertThat(isAlive(again.pausePid())).as("the new pause runs").isTrue();
  }

  static void removeAgainSucceeds(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    bench.remove(spec);
    bench.create(spec);
    bench.remove(spec);
    bench.remove(spec);
    Sandbox again = bench.create(spec);
    assertThat(again.ready()).as("ready after create").isTrue();
  }

  static void stoppedInstanceLetsGo(SandboxBench bench) throws Exception {
    SandboxSpec spec = bench.spec();
    Sandbox made = bench.create(spec);
    CompletableFuture<Void> exit = bench.driver().exit(spec.podUid(), spec.directory());
    if (bench.stopLast()) {
      ExecutionException failure =
          catchThrowableOfType(
              ExecutionException.class,
              () -> exit.get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertThat(failure).as("the failure of exit").isNotNull();
      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              CarobException.class,
              cause -> assertThat(cause.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
    assertThat(bench.driver().find(spec.podUid(), spec.directory())).contains(made);
    assertThat(isAlive(made.pausePid())).as("pause runs").isTrue();
  }

  static void eightPodsAtOnce(SandboxBench bench) throws Exception {
    SandboxDriver driver = bench.driver();
    List<SandboxSpec> specs = new ArrayList<>();
    for (int n = 0; n < PODS; n++) {
      specs.add(bench.spec());
    }
    List<Sandbox> made = AtOnce.on(specs, driver::create);
    assertThat(new HashSet<>(made.stream().map(Sandbox::pausePid).toList())).hasSize(PODS);
    for (int n = 0; n < PODS; n++) {
      assertThat(made.get(n).podUid()).isEqualTo(specs.get(n).podUid());
      assertThat(driver.find(specs.get(n).podUid(), specs.get(n).directory()))
          .contains(made.get(n));
    }
    AtOnce.on(
        specs,
        spec -> {
          driver.remove(spec.podUid(), spec.directory());
          return spec;
        });
    bench.leftovers().none(specs.stream().map(SandboxSpec::podUid).toList());
  }

  static void ownFormatIsRead(SandboxBench bench) {
    CommonCases.ownFormatIsRead(bench::driver);
  }

  static boolean isAlive(long pid) {
    return pid > 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Of what a driver calls its pause, only a process that was not there before may be killed. */
  private static void kill(SandboxBench bench, long pid) {
    ProcessHandle pause = ProcessHandle.of(pid).orElseThrow();
    assertThat(pause.info().startInstant().orElse(Instant.MIN))
        .as("when process %s began, which the driver calls its pause", pid)
        .isAfterOrEqualTo(ProcessHandle.current().info().startInstant().orElseThrow());
    assertThat(pause).as("what the driver calls its pause").isNotEqualTo(ProcessHandle.current());
    pause.destroyForcibly();
    bench.story().step("killed pause, process " + pid);
  }
}
