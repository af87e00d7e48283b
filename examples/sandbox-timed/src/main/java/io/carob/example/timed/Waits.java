package io.carob.example.timed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Follows futures of another driver until it is closed. The other driver keeps a copy that is the
 * JDK's, and nothing of this driver's classes: they can go while its futures go on.
 */
final class Waits implements AutoCloseable {

  private final Set<CompletableFuture<Void>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** The same future, which also fails with {@code UNAVAILABLE} when this is closed. */
  CompletableFuture<Void> follow(CompletableFuture<Void> theirs) {
    CompletableFuture<Void> ours = theirs.copy();
    open.add(ours);
    CompletableFuture<Void> unused = ours.whenComplete((nothing, failure) -> open.remove(ours));
    if (closed) {
      fail(ours);
    }
    return ours;
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(Waits::fail);
  }

  private static void fail(CompletableFuture<Void> future) {
    future.completeExceptionally(
        new CarobException(
            ErrorCode.UNAVAILABLE, "the driver was stopped; ask the next one again"));
  }
}
