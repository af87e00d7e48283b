package io.carob.benchmarks.swap;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.benchmarks.BenchException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.LongUnaryOperator;

/**
 * What it costs to look a driver up for each call, against a call on the object itself: processor
 * time, so that a busy machine does not count.
 */
final class CallCost {

  private static final int CALLS = 400_000;
  private static final int WARM_UP = 5;
  private static final int REPETITIONS = 5;

  private final DriverTable<LongUnaryOperator> table =
      new DriverTable<>("snapshotter", Duration.ofSeconds(10), Duration.ofSeconds(10));
  private final LongUnaryOperator driver = CallCost::work;

  /** Nanoseconds of one call by the table, each of one repetition, less those of a direct one. */
  static List<Double> nanos(int threads) {
    return new CallCost().measure(threads);
  }

  private List<Double> measure(int threads) {
    table.add(new DriverInfo("snapshotter", "bench", "1", List.of()), driver);
    List<Double> costs = new ArrayList<>();
    for (int i = 0; i < WARM_UP + REPETITIONS; i++) {
      double found = each(threads, this::found);
      double direct = each(threads, this::direct);
      if (i >= WARM_UP) {
        costs.add(found - direct);
      }
    }
    table.remove(driver);
    return costs;
  }

  /** Each thread has a subject of its own, as each snapshot is one. */
  private long found(int thread, long value) {
    String subject = "place-" + thread;
    long sum = value;
    for (int i = 0; i < CALLS; i++) {
      long next = sum;
      sum = table.call("bench", subject, d -> d.applyAsLong(next));
    }
    return sum;
  }

  private long direct(int thread, long value) {
    LongUnaryOperator called = driver;
    long sum = value + thread;
    for (int i = 0; i < CALLS; i++) {
      sum = called.applyAsLong(sum);
    }
    return sum;
  }

  private static long work(long value) {
    return value * 31 + 7;
  }

  private interface Loop {
    long run(int thread, long value);
  }

  /** The processor time of one call, in nanoseconds, with so many threads at once. */
  private static double each(int threads, Loop loop) {
    CyclicBarrier begin = new CyclicBarrier(threads);
    long[] nanos = new long[threads];
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> nanos[number] = cpu(begin, number, loop));
      all.add(thread);
      thread.start();
    }
    long sum = 0;
    for (int i = 0; i < threads; i++) {
      join(all.get(i));
      sum += nanos[i];
    }
    return (double) sum / threads / CALLS;
  }

  private static long cpu(CyclicBarrier begin, int number, Loop loop) {
    try {
      begin.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new BenchException("interrupted");
    }
    var clock = ManagementFactory.getThreadMXBean();
    long before = clock.getCurrentThreadCpuTime();
    long value = loop.run(number, before);
    long spent = clock.getCurrentThreadCpuTime() - before;
    return value == 42 ? spent + 1 : spent; // the value is used
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted");
    }
  }
}
