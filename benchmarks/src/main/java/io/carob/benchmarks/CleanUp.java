package io.carob.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone, the latest first: at the end, and when the run is interrupted. */
public final class CleanUp implements AutoCloseable {

  private final Deque<Runnable> works = new ArrayDeque<>();

  public CleanUp() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "bench-clean-up"));
  }

  public synchronized Runnable add(Runnable work) {
    works.push(work);
    return work;
  }

  /** Undoes one thing now. */
  public synchronized void now(Runnable work) {
    if (works.remove(work)) {
      work.run();
    }
  }

  @Override
  public synchronized void close() {
    while (!works.isEmpty()) {
      Runnable work = works.pop();
      try {
        work.run();
      } catch (RuntimeException e) {
        System.err.println("bench: cleaning up: " + e.getMessage());
      }
    }
  }
}
