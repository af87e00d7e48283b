package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerLifeTest extends OnTestNode {

  private Sandbox sandbox;

  @BeforeEach
  void prepare() throws Exception {
    sandbox = node.sandbox();
  }

  @Test
  void commandRunsOnlyAfterStart() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "sh", "-c", "echo started; sleep 1000");

    ContainerStatus created = node.containers.create(spec);
    assertThat(created.state()).isEqualTo(State.CREATED);
    assertThat(created.pid()).isPositive();
    assertThat(created.started()).isEmpty();
    assertThat(node.output(spec)).isEmpty();

    ContainerStatus running = node.containers.start(spec.id(), spec.directory());
    assertThat(running.state()).isEqualTo(State.RUNNING);
    assertThat(running.pid()).isEqualTo(created.pid());
    assertThat(running.started()).isPresent();
    TestNode.await("output", () -> size(spec.logPath()) > 0);
  }

  @Test
  void createAndStartMayBeRepeated() {
    ContainerSpec spec = node.spec(sandbox, "sleep", "1000");

    ContainerStatus first = node.containers.create(spec);
    assertThat(node.containers.create(spec)).isEqualTo(first);
    ContainerStatus running = node.containers.start(spec.id(), spec.directory());
    assertThat(node.containers.start(spec.id(), spec.directory())).isEqualTo(running);
    assertThat(node.containers.create(spec)).isEqualTo(running);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 42, 255})
  void exitCodeIsReported(int code) throws Exception {
    ContainerSpec spec = node.run(sandbox, "sh", "-c", "exit " + code);

    assertThat(node.exitCode(spec)).isEqualTo(code);
    ContainerStatus status = node.status(spec);
    assertThat(status.state()).isEqualTo(State.STOPPED);
    assertThat(status.pid()).isZero();
    ExitStatus exit = status.exit().orElseThrow();
    assertThat(exit.finished()).isAfterOrEqualTo(status.created());
    assertThat(exit.oomKilled()).isFalse();
  }

  @Test
  void signalsReachTheFirstProcess() throws Exception {
    ContainerSpec spec =
        node.run(
            sandbox, "sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
    TestNode.await("trap", () -> size(spec.logPath()) > 0);

    node.containers.signal(spec.id(), spec.directory(), "SIGTERM");
    assertThat(node.exitCode(spec)).isEqualTo(7);
    node.containers.signal(spec.id(), spec.directory(), "SIGTERM");
  }

  @Test
  void killedContainerLeavesTheOthersAlone() throws Exception {
    ContainerSpec victim = node.run(sandbox, "sleep", "1000");
    ContainerSpec other = node.run(sandbox, "sleep", "1000");

    node.containers.signal(victim.id(), victim.directory(), "9");

    assertThat(node.exitCode(victim)).isEqualTo(137);
    assertThat(node.status(other).state()).isEqualTo(State.RUNNING);
    assertThat(node.sandboxes.find(sandbox.podUid(), sandbox.directory()).orElseThrow().ready())
        .isTrue();
    // A restarted one has its writable layer and the sandbox again.
    node.containers.remove(victim.id(), victim.directory());
    node.run(victim);
    assertThat(node.status(victim).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void logIsCompleteAndInCriFormat() throws Exception {
    ContainerSpec spec =
        node.run(sandbox, "sh", "-c", "seq 1 20000; echo err >&2; echo -n unended");
    node.exitCode(spec);

    List<String> lines = Files.readAllLines(spec.logPath());
    assertThat(lines)
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ std(out|err) [FP] .*"));
    assertThat(lines.stream().filter(line -> line.contains(" stdout F "))).hasSize(20000);
    assertThat(lines).anyMatch(line -> line.endsWith("stderr F err"));
    assertThat(node.output(spec)).contains("20000\n").contains("unended");
  }

  @Test
  void startOfAnEndedContainerIsRefused() throws Exception {
    ContainerSpec spec = node.run(sandbox, "true");
    node.exitCode(spec);

    assertFails(
        ErrorCode.FAILED_PRECONDITION, () -> node.containers.start(spec.id(), spec.directory()));
  }

  @Test
  void containerKilledBeforeItsStartCannotBeStarted() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "true");
    node.containers.create(spec);
    node.containers.signal(spec.id(), spec.directory(), "SIGKILL");

    assertThat(node.exitCode(spec)).isEqualTo(137);
    assertThat(node.status(spec).started()).isEmpty();
    assertFails(
        ErrorCode.FAILED_PRECONDITION, () -> node.containers.start(spec.id(), spec.directory()));
  }

  @Test
  void lostExitCodeIsMarked() throws Exception {
    ContainerSpec spec = node.run(sandbox, "sleep", "1000");
    ContainerFiles files = new ContainerFiles(spec.id(), spec.directory());
    CompletableFuture<ExitStatus> exit = node.containers.exit(spec.id(), spec.directory());
    long conmon = ContainerRecord.read(files).orElseThrow().monitor().orElseThrow().pid();

    ProcessHandle.of(conmon).orElseThrow().destroyForcibly();
    TestNode.await("conmon", () -> !alive(conmon));
    assertThat(node.status(spec).state()).isEqualTo(State.RUNNING);
    node.containers.signal(spec.id(), spec.directory(), "SIGKILL");

    assertThat(exit.get(60, TimeUnit.SECONDS).code()).isEqualTo(ContainerLife.UNKNOWN_CODE);
    assertThat(node.status(spec).exit()).contains(exit.get());
  }

  @Test
  void removeEndsWhatRunsAndMayBeRepeated() throws Exception {
    ContainerSpec spec = node.run(sandbox, "sleep", "1000");

    node.containers.remove(spec.id(), spec.directory());

    assertThat(node.containers.status(spec.id(), spec.directory())).isEmpty();
    assertThat(spec.directory()).doesNotExist();
    assertThat(Files.exists(node.image.resolve("bin/busybox"))).isTrue();
    node.containers.remove(spec.id(), spec.directory());
  }

  @Test
  void whatIsNotThereIsNotFound() {
    Path nowhere = node.root.resolve("containers/none");

    assertThat(node.containers.status("none", nowhere)).isEmpty();
    assertFails(ErrorCode.NOT_FOUND, () -> node.containers.start("none", nowhere));
    assertFails(ErrorCode.NOT_FOUND, () -> node.containers.signal("none", nowhere, "TERM"));
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> node.containers.exec("none", nowhere, List.of("true"), List.of()).close());
    assertThat(node.containers.exit("none", nowhere)).isCompletedExceptionally();
  }

  @Test
  void stoppedDriverFailsItsFuturesAndTheNextOneGoesOn() throws Exception {
    ContainerSpec spec = node.run(sandbox, "sleep", "1000");
    CompletableFuture<ExitStatus> exit = node.containers.exit(spec.id(), spec.directory());

    node.restart();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> exit.get(60, TimeUnit.SECONDS))
        .satisfies(
            e ->
                assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                        CarobException.class,
                        cause -> assertThat(cause.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
    assertThat(node.status(spec).state()).isEqualTo(State.RUNNING);
    node.containers.signal(spec.id(), spec.directory(), "KILL");
    assertThat(node.exitCode(spec)).isEqualTo(137);
  }

  private static void assertFails(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static long size(Path file) {
    return file.toFile().length();
  }
}
