package io.carob.image.store.snapshot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A piece of work that several pools may be asked for; the thread that comes first does it. */
final class Turn implements Runnable {

  private final Runnable work;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Turn(Runnable work) {
    this.work = work;
  }

  /** Ends when the work is done, or as it failed. */
  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void run() {
    if (taken.compareAndSet(false, true)) {
      CompletableFuture<Void> unused =
          done.completeAsync(
              () -> {
                work.run();
                return null;
              },
              Runnable::run);
    }
  }

  /** It is not to be done, unless it has begun. */
  void fail(Throwable why) {
    if (taken.compareAndSet(false, true)) {
      done.completeExceptionally(why);
    }
  }
}
