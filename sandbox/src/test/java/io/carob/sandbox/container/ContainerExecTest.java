package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ExecSession;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.TestNode;
import io.carob.sandbox.host.Cgroups;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerExecTest extends OnTestNode {

  private ContainerSpec spec;

  @BeforeEach
  void prepare() throws Exception {
    spec = node.run(node.sandbox(), "sleep", "1000");
  }

  @Test
  void streamsAndExitCode() throws Exception {
    try (ExecSession session =
        exec(List.of("MORE=1"), "sh", "-c", "cat; echo $COLOUR$MORE >&2; exit 5")) {
      session.stdin().write("in\n".getBytes(StandardCharsets.UTF_8));
      session.stdin().close();

      assertThat(text(session.stdout())).isEqualTo("in\n");
      assertThat(text(session.stderr())).isEqualTo("green1\n");
      assertThat(code(session)).isEqualTo(5);
    }
  }

  @Test
  void runsWithTheContainersLimits() throws Exception {
    try (ExecSession session =
        exec(List.of(), "grep", "-E", "Seccomp:|CapBnd", "/proc/self/status")) {
      assertThat(text(session.stdout())).contains("Seccomp:\t2").contains("00000000a80425fb");
    }
  }

  @Test
  void missingCommandIs127AndUnrunnable126() throws Exception {
    try (ExecSession session = exec(List.of(), "nope")) {
      assertThat(text(session.stderr())).contains("nope");
      assertThat(code(session)).isEqualTo(127);
    }
    try (ExecSession session = exec(List.of(), "/work/notexec")) {
      assertThat(code(session)).isEqualTo(126);
    }
  }

  @Test
  void closingEndsTheCommand() throws Exception {
    ExecSession session = exec(List.of(), "sh", "-c", "trap '' TERM HUP; echo up; sleep 987; true");
    assertThat(session.stdout().read()).isEqualTo('u');

    session.close();

    assertThat(code(session)).isNotZero();
    TestNode.await("shell gone", () -> commands().noneMatch(line -> line.startsWith("sh -c trap")));
  }

  @Test
  void closingAtOnceEndsTheCommandToo() throws Exception {
    exec(List.of(), "sleep", "986").close();

    TestNode.await("gone", () -> commands().noneMatch(line -> line.contains("986")));
    assertThat(commands()).anyMatch(line -> line.startsWith("sleep 1000"));
  }

  @Test
  void closingEndsARuntimeThatTheContainerHoldsUp() throws Exception {
    Files.delete(node.image.resolve("etc/group"));
    try (RootDirectory image = RootDirectory.open(node.image)) {
      image.mknod("etc/group", FileType.FIFO, 0644, 0);
    }
    ExecSession session = exec(List.of(), "true");
    TestNode.await("runtime inside", () -> commands().count() == 2);

    session.close();

    assertThat(code(session)).isNotZero();
    TestNode.await("runtime gone", () -> commands().count() == 1);
  }

  @Test
  void endedContainerIsRefused() throws Exception {
    node.containers.signal(spec.id(), spec.directory(), "KILL");
    node.exitCode(spec);

    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> exec(List.of(), "true").close())
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }

  private Stream<String> commands() {
    return Cgroups.ofHost().processes(spec.cgroupParent() + "/" + spec.id()).stream()
        .map(TestNode::cmdline);
  }

  private ExecSession exec(List<String> env, String... args) {
    return node.containers.exec(spec.id(), spec.directory(), List.of(args), env);
  }

  private static int code(ExecSession session) throws Exception {
    return session.exit().get(60, TimeUnit.SECONDS);
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
