package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A bounded number of threads for blobs, shared by all pulls and pushes; none when idle. */
final class Workers implements AutoCloseable {

  private static final long IDLE_SECONDS = 10;
  private static final long END_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final Consumer<Thread> interrupt;
  private final Set<Batch> batches = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();

  /**
   * Begins without a thread.
   *
   * @param parallel most threads
   * @param interrupt ends what one of them waits for
   */
  Workers(int parallel, Consumer<Thread> interrupt) {
    this.interrupt = interrupt;
    threads =
        new ThreadPoolExecutor(
            parallel, parallel, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    threads.allowCoreThreadTimeOut(true);
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
    Batch batch = new Batch(tasks.size());
    for (Runnable task : tasks) {
      try {
        threads.execute(() -> batch.run(task));
      } catch (RejectedExecutionException e) {
        batch.failed(
            new CarobException(ErrorCode.UNAVAILABLE, what + ": the service is stopping", e));
        batch.done(null);
      }
    }
    batches.add(batch);
    try {
      batch.await(what);
    } finally {
      batches.remove(batch);
    }
  }

  @Override
  public void close() {
    for (Runnable never : threads.shutdownNow()) {
      never.run(); // on this thread, interrupted or not: it only says that it did not run
    }
    CarobException end = new CarobException(ErrorCode.UNAVAILABLE, "the service is stopping");
    batches.forEach(batch -> batch.failed(end));
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

    private final Set<Thread> running = new HashSet<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private int left;

    Batch(int size) {
      left = size;
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

    synchronized void await(String what) {
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
