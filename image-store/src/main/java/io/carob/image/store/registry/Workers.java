package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads for blobs; none when idle. Each pull and push has a number of its own, so that those of a
 * slow registry hold up nobody else. When all together have {@link #CROWD} times that number, each
 * of the others has one at a time.
 */
final class Workers implements AutoCloseable {

  static final int CROWD = 8;

  private static final long IDLE_SECONDS = 10;
  private static final long END_SECONDS = 30;

  private final int parallel;
  private final Consumer<Thread> interrupt;
  private final ThreadPoolExecutor threads;
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Batch> batches = new LinkedHashSet<>();
  private int active;

  /**
   * Begins without a thread.
   *
   * @param parallel most threads of one caller
   * @param interrupt ends what one of them waits for
   */
  Workers(int parallel, Consumer<Thread> interrupt) {
    this.parallel = parallel;
    this.interrupt = interrupt;
    threads =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>());
    threads.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "carob-registry-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Runs the tasks, and returns when none of them runs any more. The first failure, or an
   * interruption of the caller, ends the others.
   */
  void runAll(String what, List<Runnable> tasks) {
    Batch batch = new Batch(what, tasks);
    synchronized (this) {
      batches.add(batch);
      startAll();
    }
    try {
      batch.await();
    } finally {
      synchronized (this) {
        batches.remove(batch);
      }
    }
  }

  private synchronized void startAll() {
    for (Optional<Batch> next = next(); next.isPresent(); next = next()) {
      start(next.get());
    }
  }

  /** Whose turn it is: of those that may, the one with the fewest under way. */
  private synchronized Optional<Batch> next() {
    return batches.stream()
        .filter(batch -> !batch.waiting.isEmpty() && mayStart(batch.active))
        .min(Comparator.comparingInt(batch -> batch.active));
  }

  private synchronized boolean mayStart(int own) {
    return own == 0 || (own < parallel && active < (long) CROWD * parallel);
  }

  private synchronized void start(Batch batch) {
    Runnable task = batch.waiting.remove();
    batch.active++;
    active++;
    try {
      threads.execute(
          () -> {
            try {
              batch.run(task);
            } finally {
              ended(batch);
              startAll();
            }
          });
    } catch (RejectedExecutionException e) {
      batch.refused("the service is stopping", e);
      ended(batch);
    } catch (OutOfMemoryError e) { // the node has no thread left
      batch.refused("there is no thread for it: " + e.getMessage(), e);
      ended(batch);
    }
  }

  private synchronized void ended(Batch batch) {
    batch.active--;
    active--;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    CarobException end = new CarobException(ErrorCode.UNAVAILABLE, "the service is stopping");
    synchronized (this) {
      batches.forEach(batch -> batch.failed(end));
    }
    try {
      if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        throw new CarobException(ErrorCode.INTERNAL, "a transfer of a registry does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The tasks of one caller. */
  private final class Batch {

    private final String what;

    /** Not begun; of the workers' lock, as is the number of those that are. */
    private final Queue<Runnable> waiting;

    private int active;

    private final Set<Thread> running = new HashSet<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private int left;

    Batch(String what, List<Runnable> tasks) {
      this.what = what;
      this.waiting = new ArrayDeque<>(tasks);
      this.left = tasks.size();
    }

    void run(Runnable task) {
      if (!begin()) {
        done(null);
        return;
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        failed(e);
      } catch (Error e) {
        failed(new CarobException(ErrorCode.INTERNAL, what + ": " + e, e));
        throw e;
      } finally {
        done(Thread.currentThread());
      }
    }

    private synchronized boolean begin() {
      if (threads.isShutdown()) {
        failed(new CarobException(ErrorCode.UNAVAILABLE, "the service is stopping"));
      }
      return failures.isEmpty() && running.add(Thread.currentThread());
    }

    void refused(String why, Throwable cause) {
      failed(new CarobException(ErrorCode.UNAVAILABLE, what + ": " + why, cause));
      done(null);
    }

    synchronized void failed(RuntimeException e) {
      failures.add(e);
      running.forEach(interrupt);
    }

    synchronized void done(@Nullable Thread thread) {
      if (thread != null) {
        running.remove(thread);
        boolean unused = Thread.interrupted(); // it was meant for this task
      }
      left--;
      notifyAll();
    }

    synchronized void await() {
      InterruptedException interruption = null;
      while (left > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interruption = e;
          failed(RegistryErrors.interrupted(what, e));
          boolean unused = Thread.interrupted(); // set again below, after the wait
        }
      }
      if (interruption != null) {
        Thread.currentThread().interrupt();
      }
      if (!failures.isEmpty()) {
        RuntimeException first = failures.get(0);
        failures.subList(1, failures.size()).stream()
            .filter(e -> e != first)
            .forEach(first::addSuppressed);
        throw first;
      }
    }
  }
}
