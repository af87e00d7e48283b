package io.carob.engine;

import java.time.Duration;
import java.time.Instant;

/** Threads, timers and the clock; tests bring their own. */
public interface Work {

  /** Runs a task soon, on another thread. */
  void run(Runnable task);

  /**
   * Runs a task after a time.
   *
   * @return cancels it when it has not begun
   */
  Runnable after(Duration delay, Runnable task);

  /** The time. */
  Instant now();
}
