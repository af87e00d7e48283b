package io.carob.engine;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One body of work, never at two places at once. However often it is triggered while it runs, it
 * runs once more afterwards, so it sees everything that happened before the last trigger.
 */
public final class Loop {

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final Work work;
  private final Runnable body;
  private final AtomicInteger triggers = new AtomicInteger();

  /**
   * Makes a loop that waits for its first trigger.
   *
   * @param work gives the threads
   * @param body what to do
   */
  public Loop(Work work, Runnable body) {
    this.work = work;
    this.body = body;
  }

  /** Asks for one more run; returns at once. */
  public void trigger() {
    if (triggers.getAndIncrement() == 0) {
      work.run(this::turn);
    }
  }

  private void turn() {
    int seen = triggers.get();
    try {
      body.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("a step failed unexpectedly", e);
    } finally { // whatever it was: the next trigger must find the loop awake
      if (!triggers.compareAndSet(seen, 0)) {
        triggers.set(1);
        work.run(this::turn);
      }
    }
  }
}
