package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.process.Pids;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for the ends of processes, by the kernel's word. Those that are children of this JVM are
 * reaped. One descriptor per process, however many ask.
 */
public final class ExitWatch implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final Map<HostProcess, Watch> watches = new ConcurrentHashMap<>();

  /**
   * Completes when the process has ended, at once when it has already. Fails with {@code
   * UNAVAILABLE} when this watch is closed before.
   */
  public CompletableFuture<Void> ended(HostProcess process) {
    if (!process.ofThisBoot()) {
      return CompletableFuture.completedFuture(null);
    }
    Watch watch = watches.computeIfAbsent(process, ExitWatch::watch);
    return watch.told().whenComplete((nothing, failure) -> watches.remove(process, watch)).copy();
  }

  private static Watch watch(HostProcess process) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    CompletableFuture<?> source = Pids.onExitReaping(process.pid(), process.startTime());
    CompletableFuture<?> unused =
        source.whenComplete(
            (exit, failure) -> {
              if (failure == null) {
                told.complete(null);
              } else {
                told.completeExceptionally(failure);
              }
            });
    return new Watch(told, source);
  }

  /**
   * Waits for an end that was brought about.
   *
   * @return false when it does not come
   */
  public boolean await(HostProcess process) {
    try {
      ended(process).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "waiting for process " + process.pid() + " was stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "waiting for process " + process.pid() + " was interrupted", e);
    }
  }

  /** Fails all futures that wait. */
  @Override
  public void close() {
    for (Watch watch : watches.values()) {
      watch
          .told()
          .completeExceptionally(
              new CarobException(
                  ErrorCode.UNAVAILABLE, "the driver was stopped; ask the next one again"));
      watch.source().cancel(false);
    }
    watches.clear();
  }

  private record Watch(CompletableFuture<Void> told, Future<?> source) {}
}
