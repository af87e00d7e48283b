package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ExecSession;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Processes;
import io.carob.sandbox.host.Trees;
import io.carob.sandbox.oci.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command inside a container: the runtime's {@code exec} process holds its streams. */
final class ExecProcess implements ExecSession {

  private static final Object REHEARSAL = new Object();
  private static volatile boolean rehearsed;

  private static final long BETWEEN_LOOKS_MILLIS = 5;
  private static final int NO_SIGNAL = 0;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final ExecFiles files;
  private final CompletableFuture<Integer> exit;

  ExecProcess(Process process, ExecFiles files) {
    this.process = process;
    this.files = files;
    this.exit = process.onExit().thenApply(ended -> finish(files, ended.exitValue()));
  }

  /**
   * Does once all that ends a command, with nothing in it: commands go on when their bundle is
   * replaced, and a class that is not loaded then is not to be had any more. What fails is done
   * again by the next one.
   */
  static void rehearse(ContainerFiles container) throws IOException {
    if (rehearsed) {
      return;
    }
    synchronized (REHEARSAL) {
      if (!rehearsed) {
        endNothing(container);
        rehearsed = true;
      }
    }
  }

  private static void endNothing(ContainerFiles container) throws IOException {
    ExecFiles files = ExecFiles.make(container);
    Files.writeString(files.log(), "level=error msg=\"nothing failed\"");
    Files.writeString(files.pid(), Long.toString(ProcessHandle.current().pid()));
    command(files).ifPresent(self -> Processes.signal(self, NO_SIGNAL));
    int unused = finish(files, 1);
  }

  @Override
  public boolean outlivesDriver() {
    return true;
  }

  @Override
  public OutputStream stdin() {
    return process.getOutputStream();
  }

  @Override
  public InputStream stdout() {
    return process.getInputStream();
  }

  @Override
  public InputStream stderr() {
    return process.getErrorStream();
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit.copy();
  }

  @Override
  public void close() {
    try {
      endCommand();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      closeQuietly(process.getOutputStream());
      closeQuietly(process.getInputStream());
      closeQuietly(process.getErrorStream());
    }
  }

  /**
   * Kills the command itself; when it is just being started, as soon as its pid is known. What the
   * container has in the place of its user files can hold the runtime up before that.
   */
  private void endCommand() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > end) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        return;
      }
      Optional<HostProcess> command = command(files);
      if (command.isPresent()) {
        Processes.signal(command.get(), Signals.KILL);
        return;
      }
      if (process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private static Optional<HostProcess> command(ExecFiles files) {
    try {
      String text = Files.readString(files.pid()).strip();
      return text.isEmpty() ? Optional.empty() : HostProcess.of(Long.parseLong(text));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  private static int finish(ExecFiles files, int code) {
    try {
      String log = Files.exists(files.log()) ? Files.readString(files.log()) : "";
      Trees.delete(files.folder());
      return RuntimeErrors.execCode(code, log);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "the log of a command cannot be read", e);
    }
  }

  private static void closeQuietly(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception alreadyBroken) {
      return; // The other end is gone, which is what was wanted.
    }
  }
}
