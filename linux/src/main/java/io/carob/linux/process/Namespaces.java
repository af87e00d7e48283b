package io.carob.linux.process;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.internal.LinuxError;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Work in other namespaces. Namespaces belong to threads: each call runs on a fresh thread that
 * ends with it, so no thread of the JVM is ever left elsewhere. All methods need {@code
 * CAP_SYS_ADMIN} and fail with {@code PERMISSION_DENIED} without it.
 */
public final class Namespaces {

  private static final String NAME = "carob-namespaces";
  private static final long STACK = 512 * 1024;

  private Namespaces() {}

  /**
   * Starts a program in new or existing namespaces. It is a session of its own with {@code
   * /dev/null} for input and output, {@code /} as working directory, no other descriptors and all
   * signals as by default; it outlives this process, and is reaped when it ends before.
   *
   * @throws CarobException {@code NOT_FOUND} when the program or a namespace's file is absent,
   *     {@code RESOURCE_EXHAUSTED} when the node has too many namespaces or processes; then nothing
   *     is left
   */
  public static SpawnedProcess spawn(NamespaceRequest request) {
    Optional<Confinement> confinement =
        request.confined() ? Optional.of(new Confinement(request.argv().get(0))) : Optional.empty();
    try (SpawnArguments arguments =
            new SpawnArguments(
                request.argv(), request.env(), confinement.map(Confinement::program));
        NamespaceEntry entry =
            new NamespaceEntry(
                request.join(),
                request.unshare(),
                request.hostname().orElse(""),
                request.loopbackUp(),
                confinement)) {
      int[] pid = new int[1];
      boolean[] entered = new boolean[1];
      onFreshThread(
          () -> {
            entered[0] = entry.enter();
            if (entered[0]) {
              pid[0] = arguments.spawn();
            }
          });
      if (!entered[0]) {
        throw entry.failure();
      }
      LinuxError.check(pid[0], "posix_spawn", request.argv().get(0));
      return adopt(pid[0]);
    }
  }

  private static SpawnedProcess adopt(int pid) {
    long startTime =
        Pids.startTime(pid)
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.INTERNAL, "process " + pid + " was reaped by someone else"));
    CompletableFuture<ExitStatus> exit =
        Pids.onExitReaping(pid, startTime).thenApply(Namespaces::reaped);
    return new SpawnedProcess(pid, startTime, exit);
  }

  private static ExitStatus reaped(Optional<ExitStatus> status) {
    return status.orElseThrow(
        () -> new CarobException(ErrorCode.INTERNAL, "a child was reaped by someone else"));
  }

  /**
   * Runs work inside existing namespaces. Joining a PID namespace reaches only the processes that
   * the work starts. In another mount namespace the work should not be the first to need a class.
   *
   * @param join the files that stand for the namespaces, such as {@code /proc/1/ns/net}
   * @return what the work returns
   * @throws CarobException {@code NOT_FOUND} for an absent file, {@code INVALID_ARGUMENT} for a
   *     file that is no namespace of that kind
   * @throws Exception what the work throws
   */
  public static <T> T run(Map<Namespace, Path> join, Callable<T> work) throws Exception {
    return run(new NamespaceEntry(join, Set.of(), "", false), work);
  }

  /**
   * Runs work in a new mount namespace: what it mounts nobody else sees, and it is gone afterwards,
   * also when this process is killed.
   *
   * @return what the work returns
   * @throws Exception what the work throws
   */
  public static <T> T runWithPrivateMounts(Callable<T> work) throws Exception {
    return run(new NamespaceEntry(Map.of(), Set.of(Namespace.MOUNT), "", false), work);
  }

  private static <T> T run(NamespaceEntry entry, Callable<T> work) throws Exception {
    try (entry) {
      CompletableFuture<T> result = new CompletableFuture<>();
      boolean[] entered = new boolean[1];
      onFreshThread(
          () -> {
            entered[0] = entry.enter();
            if (entered[0]) {
              callInto(result, work);
            }
          });
      if (!entered[0]) {
        throw entry.failure();
      }
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception thrown ? thrown : e;
    }
  }

  private static <T> void callInto(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Waits until the thread has ended, interrupted or not: it cannot be left half way. */
  private static void onFreshThread(Runnable work) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread thread =
        new Thread(null, () -> callInto(done, Executors.callable(work, true)), NAME, STACK);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    done.join();
  }
}
