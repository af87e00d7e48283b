package io.carob.tck.sandbox;

import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that holds the namespaces of a pod, for the tests of runtimes, which come without a
 * sandbox driver. It ends with this one: its input does then.
 */
final class Pause implements AutoCloseable {

  private final Process process;

  private Pause(Process process) {
    this.process = process;
  }

  static Pause start() throws IOException {
    Process process =
        new ProcessBuilder("unshare", "--net", "--ipc", "--uts", "sh", "-c", "echo holds; exec cat")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    if (!"holds".equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("namespaces cannot be made by unshare of util-linux; run as root");
    }
    return new Pause(process);
  }

  long pid() {
    return process.pid();
  }

  /** The sandbox that this process is the pause of. */
  static Sandbox sandbox(String podUid, Path directory, long pid) {
    Path namespaces = Path.of("/proc/" + pid + "/ns");
    return new Sandbox(
        podUid,
        directory,
        true,
        pid,
        Map.of(
            NamespaceKind.NET, namespaces.resolve("net"),
            NamespaceKind.IPC, namespaces.resolve("ipc"),
            NamespaceKind.UTS, namespaces.resolve("uts")),
        List.of(),
        List.of());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
