package io.carob.engine.sharing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process in a root of its own, in a mount namespace that goes with it. */
final class RootProcess implements AutoCloseable {

  private final Process process;

  private RootProcess(Process process) {
    this.process = process;
  }

  long pid() {
    return process.pid();
  }

  /** Starts {@code /bin/sleep} with the root that the mount command makes at {@code target}. */
  static RootProcess start(Path target, String mountCommand)
      throws IOException, InterruptedException {
    String script = mountCommand + " && exec chroot " + target + " /bin/sleep 3600";
    Process process =
        new ProcessBuilder("unshare", "--mount", "sh", "-ec", script).inheritIO().start();
    Path exe = Path.of("/proc/" + process.pid() + "/exe");
    for (int i = 0; i < 6000; i++) {
      try {
        if (!process.isAlive()) {
          throw new IOException("the process ended: " + process.exitValue());
        }
        if (Files.readSymbolicLink(exe).endsWith("sleep")
            && Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                .startsWith("/bin/sleep")) {
          return new RootProcess(process);
        }
      } catch (java.nio.file.NoSuchFileException e) {
        throw new IOException("the process ended", e);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    process.destroyForcibly();
    throw new IOException("the process did not come up");
  }

  /** Fills a folder with what {@code /bin/sleep} needs, and nothing else. */
  static void fill(Path root) throws IOException, InterruptedException {
    Process ldd = new ProcessBuilder("ldd", "/bin/sleep").start();
    List<String> lines = ldd.inputReader().lines().toList();
    ldd.waitFor();
    for (String line : lines) {
      for (String word : line.strip().split("\\s+", -1)) {
        if (word.startsWith("/")) {
          copy(root, word);
        }
      }
    }
    copy(root, "/bin/sleep");
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sleep\n");
  }

  private static void copy(Path root, String path) throws IOException {
    Path to = root.resolve(path.substring(1));
    Files.createDirectories(to.getParent());
    Files.copy(
        Path.of(path).toRealPath(),
        to,
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
