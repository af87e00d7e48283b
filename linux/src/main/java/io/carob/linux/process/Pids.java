package io.carob.linux.process;

import static io.carob.linux.internal.Constants.EINVAL;
import static io.carob.linux.internal.Constants.ESRCH;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Any processes of the node, also such as are not this one's children. A process is named by number
 * and start time, because numbers are used again.
 */
public final class Pids {

  private static final int START_TIME_FIELD = 19;

  private Pids() {}

  /**
   * When a process started, in clock ticks since the boot; empty when there is no such process. A
   * process that has ended but is not reaped still counts; see {@link #isAlive}.
   */
  public static OptionalLong startTime(long pid) {
    return stat(pid)
        .map(fields -> OptionalLong.of(Long.parseLong(fields[START_TIME_FIELD])))
        .orElseGet(OptionalLong::empty);
  }

  /** Whether exactly this process still runs; a zombie does not. */
  public static boolean isAlive(long pid, long startTime) {
    return stat(pid)
        .map(
            fields ->
                Long.parseLong(fields[START_TIME_FIELD]) == startTime
                    && !fields[0].equals("Z")
                    && !fields[0].equals("X"))
        .orElse(false);
  }

  /**
   * Sends a signal to exactly this process.
   *
   * @param signal a number; 0 sends none and only asks
   * @return false when it has ended
   * @throws io.carob.api.CarobException {@code PERMISSION_DENIED} when it is not ours to signal,
   *     {@code INVALID_ARGUMENT} for a bad signal number
   */
  public static boolean signal(long pid, long startTime, int signal) {
    int opened = open(pid, startTime);
    if (opened < 0) {
      return false;
    }
    try (Fd pidfd = new Fd(opened)) {
      int result = Libc.pidfdSendSignal(pidfd.number(), signal);
      if (result == -ESRCH) {
        return false;
      }
      LinuxError.check(result, "pidfd_send_signal " + Signals.name(signal), "process " + pid);
      return true;
    }
  }

  /**
   * Completes when exactly this process has ended, at once when it already has. It need not be a
   * child and is not reaped. Costs one descriptor until then, and no thread of its own.
   */
  public static CompletableFuture<Void> onExit(long pid, long startTime) {
    int pidfd = open(pid, startTime);
    return pidfd < 0
        ? CompletableFuture.completedFuture(null)
        : exit(pidfd, end -> end.thenAccept(ignored -> {}));
  }

  /**
   * The same for a child of this process: it is reaped. Not for processes of {@link
   * ProcessBuilder}, which reaps its own.
   *
   * @return how it ended; empty when it was not this process's child or was reaped before
   */
  public static CompletableFuture<Optional<ExitStatus>> onExitReaping(long pid, long startTime) {
    int pidfd = open(pid, startTime);
    if (pidfd < 0) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return exit(pidfd, end -> end.thenApply(ignored -> Reaper.reap(pid)));
  }

  /** What is made of an end; cancelling it ends the watch. */
  private static <T> CompletableFuture<T> exit(
      int pidfd, Function<CompletableFuture<Void>, CompletableFuture<T>> result) {
    CompletableFuture<Void> exit = ExitMonitor.watch(new Fd(pidfd));
    CompletableFuture<T> told = result.apply(exit);
    CompletableFuture<T> unused =
        told.whenComplete(
            (value, failure) -> {
              if (told.isCancelled()) {
                exit.cancel(false);
              }
            });
    return told;
  }

  /** A pidfd of exactly this process; negative when it has ended. */
  private static int open(long pid, long startTime) {
    if (pid < 1 || pid > Integer.MAX_VALUE) {
      return -ESRCH;
    }
    int opened = Libc.pidfdOpen((int) pid, 0);
    if (opened == -ESRCH || opened == -EINVAL) {
      return -ESRCH;
    }
    Fd pidfd = new Fd(LinuxError.check(opened, "pidfd_open", "process " + pid));
    OptionalLong started = startTime(pid);
    if (started.isEmpty() || started.getAsLong() != startTime) {
      pidfd.close();
      return -ESRCH;
    }
    return pidfd.number();
  }

  /** The fields of {@code /proc/<pid>/stat} from the state on: the name may hold anything. */
  private static Optional<String[]> stat(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat"));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
