package io.carob.image.store.snapshot;

import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that unpack. Of the layers that wait the largest begins first, so that no large one
 * is left over at the end, when the other processors have nothing to do; all else goes before.
 */
final class UnpackPool {

  private static final int IDLE_SECONDS = 30;
  private static final int WAITING = 16;

  private UnpackPool() {}

  static ExecutorService make(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(
                WAITING, Comparator.comparingLong(UnpackPool::size).reversed()),
            task -> {
              Thread thread = new Thread(task, name + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Hands tasks of a size to a pool. */
  static Executor sized(Executor pool, long size) {
    return task -> pool.execute(new Sized(task, size));
  }

  private static long size(Runnable task) {
    return task instanceof Sized sized ? sized.size : Long.MAX_VALUE;
  }

  private record Sized(Runnable task, long size) implements Runnable {
    @Override
    public void run() {
      task.run();
    }
  }
}
