package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.ExitStatus;
import io.carob.tck.driver.CommonCases;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** C1, C2, C4, C6: from create to remove, by any instance. */
final class RuntimeLifeCases {

  private static final String FOREVER = "sleep 1000000";

  private RuntimeLifeCases() {}

  static void nameIsConstant(RuntimeBench bench) {
    assertThat(bench.driver().name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(bench.driver().name()).isEqualTo(bench.driver().name());
  }

  static void anotherInstanceContinues(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script(FOREVER);
    ContainerStatus created = bench.create(spec);
    assertThat(created.id()).isEqualTo(spec.id());
    assertThat(created.state()).isEqualTo(State.CREATED);
    assertThat(bench.status(spec)).isEqualTo(created);
    ContainerStatus running = bench.start(spec);
    assertThat(running.state()).isEqualTo(State.RUNNING);
    assertThat(LifeCases.isAlive(running.pid())).as("process %d runs", running.pid()).isTrue();
    assertThat(bench.status(spec)).isEqualTo(running);
    bench.kill(spec);
    ExitStatus exit = bench.exit(spec);
    assertThat(exit.code()).as("the code after SIGKILL").isEqualTo(137);
    ContainerStatus stopped = bench.status(spec);
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(stopped.exit()).contains(exit);
    bench.remove(spec);
    assertThat(bench.driver().status(spec.id(), spec.directory())).isEmpty();
  }

  static void theCommandWaitsForStart(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("echo begun");
    bench.create(spec);
    assertThat(bench.status(spec).state()).isEqualTo(State.CREATED);
    assertThat(bench.status(spec).started()).isEmpty();
    assertThat(RuntimeLogs.lines(spec)).isEmpty();
    bench.start(spec);
    assertThat(bench.exit(spec).code()).isZero();
    assertThat(RuntimeLogs.lines(spec)).containsExactly("stdout F begun");
  }

  static void exitCodeIsKept(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("exit 42");
    bench.run(spec);
    ExitStatus exit = bench.exit(spec);
    assertThat(exit.code()).isEqualTo(42);
    assertThat(exit.oomKilled()).as("out of memory").isFalse();
    assertThat(bench.driver().exit(spec.id(), spec.directory())).isCompletedWithValue(exit);
    assertThat(bench.status(spec).pid()).as("the pid of what has ended").isZero();
  }

  static void nothingIsFoundWhereNothingWasMade(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script(FOREVER);
    ContainerRuntime driver = bench.driver();
    assertThat(driver.status(spec.id(), spec.directory())).isEmpty();
    ExecutionException failure =
        catchThrowableOfType(
            ExecutionException.class,
            () ->
                driver
                    .exit(spec.id(), spec.directory())
                    .get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertThat(failure).as("the failure of exit").isNotNull();
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    refused(ErrorCode.NOT_FOUND, () -> driver.signal(spec.id(), spec.directory(), "SIGTERM"));
  }

  static void createAgainAnswersTheSame(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script(FOREVER);
    ContainerStatus created = bench.create(spec);
    assertThat(bench.create(spec)).isEqualTo(created);
    ContainerStatus running = bench.start(spec);
    assertThat(bench.create(spec)).isEqualTo(running);
  }

  static void startAgainDoesNothing(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("echo once; " + FOREVER);
    ContainerStatus running = bench.run(spec);
    assertThat(bench.start(spec)).isEqualTo(running);
    bench.kill(spec);
    bench.exit(spec);
    assertThat(RuntimeLogs.lines(spec)).hasSizeLessThanOrEqualTo(1);
    refused(ErrorCode.FAILED_PRECONDITION, () -> bench.start(spec));
  }

  static void signalToAStoppedOneDoesNothing(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("exit 3");
    bench.run(spec);
    ExitStatus exit = bench.exit(spec);
    bench.kill(spec);
    assertThat(bench.status(spec).exit()).contains(exit);
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () -> bench.driver().signal(spec.id(), spec.directory(), "SIGNONE"));
  }

  static void removeAgainSucceeds(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script(FOREVER);
    bench.remove(spec);
    Files.createDirectories(spec.directory());
    bench.run(spec);
    bench.remove(spec);
    bench.remove(spec);
    Files.createDirectories(spec.directory());
    assertThat(bench.run(spec).state()).isEqualTo(State.RUNNING);
  }

  static void stoppedInstanceLetsGo(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script(FOREVER);
    ContainerStatus running = bench.run(spec);
    CompletableFuture<ExitStatus> exit = bench.driver().exit(spec.id(), spec.directory());
    assertThat(exit).isNotDone();
    if (bench.stopLast()) {
      ExecutionException failure =
          catchThrowableOfType(
              ExecutionException.class,
              () -> exit.get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertThat(failure).as("the failure of exit").isNotNull();
      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
    assertThat(bench.status(spec)).isEqualTo(running);
    assertThat(LifeCases.isAlive(running.pid())).as("the container runs").isTrue();
  }

  static void ownFormatIsRead(RuntimeBench bench) {
    CommonCases.ownFormatIsRead(bench::driver);
  }

  static void refused(ErrorCode code, ThrowingCallable call) {
    CarobException thrown = catchThrowableOfType(CarobException.class, call);
    assertThat(thrown).as("the refusal").isNotNull();
    assertThat(thrown.code()).isEqualTo(code);
  }
}
