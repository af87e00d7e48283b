package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does several things at a time, as many as there are processors, and returns when all ended. */
final class ParallelWork {

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private ParallelWork() {}

  /**
   * Runs all, the first ones first. After a failure those that have not begun are left out.
   *
   * @throws RuntimeException what the first of them raised
   */
  static void run(List<Runnable> works) {
    if (works.size() < 2) {
      works.forEach(Runnable::run);
      return;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(THREADS, works.size()),
            task -> {
              Thread thread = new Thread(task, "carob-import");
              thread.setDaemon(true);
              return thread;
            });
    try {
      await(pool, works);
    } finally {
      pool.shutdown();
    }
  }

  private static void await(ExecutorService pool, List<Runnable> works) {
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<?>> all = new ArrayList<>();
    works.forEach(work -> all.add(pool.submit(() -> unlessFailed(work, failed))));
    RuntimeException failure = null;
    boolean interrupted = false;
    for (Future<?> each : all) {
      boolean ended = false;
      while (!ended) {
        try {
          each.get();
          ended = true;
        } catch (ExecutionException e) {
          failure = failure == null ? failure(e) : failure;
          ended = true;
        } catch (InterruptedException e) {
          interrupted = true; // what runs would go on alone: it is waited for
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void unlessFailed(Runnable work, AtomicBoolean failed) {
    if (!failed.get()) {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        failed.set(true);
        throw e;
      }
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    @Nullable Throwable cause = e.getCause();
    return cause instanceof CarobException known
        ? known
        : new CarobException(ErrorCode.INTERNAL, "import: " + cause, e);
  }
}
