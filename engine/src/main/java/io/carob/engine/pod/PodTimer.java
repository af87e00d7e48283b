package io.carob.engine.pod;

import io.carob.engine.Work;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The next time at which a pod looks again; the earliest of those asked for wins. */
final class PodTimer {

  private final Work work;
  private final Runnable trigger;
  private @Nullable Runnable cancel;
  private @Nullable Instant at;

  PodTimer(Work work, Runnable trigger) {
    this.work = work;
    this.trigger = trigger;
  }

  void wakeAt(Instant when) {
    if (cancel != null && at != null && at.isAfter(work.now())) {
      if (!at.isAfter(when)) {
        return;
      }
      cancel.run();
    }
    at = when;
    Duration delay = Duration.between(work.now(), when);
    cancel = work.after(delay.isNegative() ? Duration.ZERO : delay, trigger);
  }
}
