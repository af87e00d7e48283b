package io.carob.junit;

import io.carob.api.embed.Carob;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Commands in one container. Files are copied by commands too: so their paths are resolved where
 * the container's links lead, and never on the host.
 *
 * @param carob the node
 * @param pod the pod
 * @param container the container's name
 */
record ContainerCommands(Carob carob, ResourceKey pod, String container) {

  private static final String WRITE = "mkdir -p \"$(dirname \"$1\")\" && cat > \"$1\"";

  Executed exec(List<String> command) {
    try (ExecSession session = open(command)) {
      session.stdin().close();
      CompletableFuture<String> err = text(session.stderr());
      String out = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
      return new Executed(session.exit().join(), out, err.join());
    } catch (IOException e) {
      throw new UncheckedIOException("running " + command + " in " + this, e);
    }
  }

  void copyIn(Path file, String path) throws IOException {
    List<String> command = List.of("sh", "-c", WRITE, "sh", path);
    try (InputStream in = Files.newInputStream(file);
        ExecSession session = open(command)) {
      CompletableFuture<String> err = text(session.stderr());
      CompletableFuture<String> out = text(session.stdout());
      IOException broken = send(in, session.stdin());
      require(session.exit().join(), "writing " + path, out.join() + err.join(), broken);
    }
  }

  /** Sends all; a command that ended early says why by its exit code and its error output. */
  private static @Nullable IOException send(InputStream in, OutputStream to) {
    try (to) {
      in.transferTo(to);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  void copyOut(String path, Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Path coming = Files.createTempFile(folder, ".carob-", "");
    try (ExecSession session = open(List.of("cat", "--", path))) {
      session.stdin().close();
      CompletableFuture<String> err = text(session.stderr());
      Files.copy(session.stdout(), coming, StandardCopyOption.REPLACE_EXISTING);
      require(session.exit().join(), "reading " + path, err.join(), null);
      Files.move(coming, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(coming);
    }
  }

  private void require(int code, String what, String printed, @Nullable IOException cause)
      throws IOException {
    if (code != 0 || cause != null) {
      throw new IOException(
          what + " in " + this + " ended with " + code + ": " + printed.strip(), cause);
    }
  }

  private ExecSession open(List<String> command) {
    return carob.pods().exec(pod.namespace(), pod.name(), Optional.of(container), command);
  }

  private static CompletableFuture<String> text(InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        work -> {
          Thread thread = new Thread(work, "carob-junit-output");
          thread.setDaemon(true);
          thread.start();
        });
  }

  @Override
  public String toString() {
    return "container " + container + " of " + pod;
  }
}
