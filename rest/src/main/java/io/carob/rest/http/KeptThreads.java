package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.Subscription;
import io.carob.api.driver.Callers;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Counts the server's threads that drivers keep after their requests have been answered. */
public final class KeptThreads {

  private final IntConsumer changed;
  private int kept;

  /**
   * None yet.
   *
   * @param changed told how many there are, each time
   */
  public KeptThreads(IntConsumer changed) {
    this.changed = changed;
  }

  synchronized void add(int more) {
    kept += more;
    changed.accept(kept);
  }

  /** Does work of a request; a driver that keeps this thread does not keep the answer. */
  <T> void work(Supplier<T> work, CompletableFuture<T> answer) {
    Turn turn = new Turn();
    T result = null;
    Throwable failure = null;
    try (Subscription unused = Callers.hear(late -> giveUp(turn, answer, late))) {
      result = work.get();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (!turn.own()) {
      add(-1);
    } else if (failure != null) {
      answer.completeExceptionally(failure);
    } else {
      answer.complete(result);
    }
  }

  private void giveUp(Turn turn, CompletableFuture<?> answer, CarobException late) {
    if (turn.another()) {
      add(1);
      answer.completeExceptionally(late);
    }
  }
}
