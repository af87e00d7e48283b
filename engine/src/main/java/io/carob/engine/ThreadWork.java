package io.carob.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real threads: as many as pods have something to do, none when nothing happens. */
final class ThreadWork implements Work, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadWork.class);

  private final ExecutorService threads = Executors.newCachedThreadPool(named("carob-engine-"));
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, named("carob-engine-timer-"));

  ThreadWork() {
    timers.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopped: a step is not begun any more");
    }
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    try {
      Future<?> timer = timers.schedule(() -> run(task), wholeMillis(delay), TimeUnit.MILLISECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopped: a timer is not set any more");
      return () -> {};
    }
  }

  /** Rounded up: a task that comes too early finds nothing to do yet. */
  private static long wholeMillis(Duration delay) {
    return Math.max(0, delay.plusNanos(999_999).toMillis());
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  /** Sets no more timers, begins nothing new, and waits for what runs. */
  @Override
  public void close() {
    timers.shutdownNow();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
