package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ExecSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** C1: what runs inside is what was asked for, and another instance reaches it. */
final class RuntimeInsideCases {

  private RuntimeInsideCases() {}

  static void theCommandHasItsSurroundings(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("echo $COLOUR; pwd; echo bad >&2");
    bench.run(spec);
    assertThat(bench.exit(spec).code()).isZero();
    assertThat(RuntimeLogs.lines(spec))
        .containsExactlyInAnyOrder("stdout F green", "stdout F /work", "stderr F bad");
  }

  static void namespacesAreThoseOfTheSandbox(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("sleep 1000000");
    long pid = bench.run(spec).pid();
    long pause = bench.sandbox().pausePid();
    for (String kind : List.of("net", "ipc", "uts")) {
      assertThat(namespace(pid, kind))
          .as("%s is the pod's", kind)
          .isEqualTo(namespace(pause, kind));
    }
    for (String kind : List.of("mnt", "pid")) {
      assertThat(namespace(pid, kind))
          .as("%s is the container's own", kind)
          .isNotEqualTo(namespace(ProcessHandle.current().pid(), kind));
    }
  }

  private static String namespace(long pid, String kind) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
  }

  static void furtherCommandsRunInside(RuntimeBench bench) throws Exception {
    ContainerSpec spec = bench.script("sleep 1000000");
    bench.run(spec);
    List<String> command = List.of("sh", "-c", "cat; echo $SHAPE; echo bad >&2; exit 5");
    try (ExecSession session =
        bench.driver().exec(spec.id(), spec.directory(), command, List.of("SHAPE=round"))) {
      session.stdin().write("given\n".getBytes(StandardCharsets.UTF_8));
      session.stdin().close();
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("given\nround\n");
      assertThat(session.stderr().readAllBytes()).asString().isEqualTo("bad\n");
      assertThat(session.exit().get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(5);
    }
    try (ExecSession session =
        bench.driver().exec(spec.id(), spec.directory(), List.of("/no/such"), List.of())) {
      assertThat(session.exit().get(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(127);
    }
    bench.kill(spec);
    bench.exit(spec);
    RuntimeLifeCases.refused(
        ErrorCode.FAILED_PRECONDITION,
        () -> bench.driver().exec(spec.id(), spec.directory(), List.of("sh"), List.of()));
  }
}
