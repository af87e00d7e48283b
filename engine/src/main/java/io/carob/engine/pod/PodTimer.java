package io.carob.engine.pod;

import io.carob.engine.Work;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The next time at which a pod looks again; the earliest of those asked for wins. What counts is
 * whether a timer is still to fire, never the clock: one that fires a moment before its time is
 * over, and whoever asks for the same time again gets a new one.
 */
final class PodTimer {

  private record Pending(Instant at, Runnable cancel) {}

  private final Work work;
  private final Runnable trigger;
  private @Nullable Pending pending;
  private long number;

  PodTimer(Work work, Runnable trigger) {
    this.work = work;
    this.trigger = trigger;
  }

  synchronized void wakeAt(Instant when) {
    if (pending != null) {
      if (!pending.at().isAfter(when)) {
        return;
      }
      pending.cancel().run();
    }
    long mine = ++number;
    Duration delay = Duration.between(work.now(), when);
    Runnable cancel = work.after(delay.isNegative() ? Duration.ZERO : delay, () -> fire(mine));
    pending = new Pending(when, cancel);
  }

  private void fire(long mine) {
    forget(mine);
    trigger.run();
  }

  private synchronized void forget(long mine) {
    if (mine == number) {
      pending = null;
    }
  }
}
