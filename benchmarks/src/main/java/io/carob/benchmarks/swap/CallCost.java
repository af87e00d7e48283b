package io.carob.benchmarks.swap;

import io.carob.api.driver.CheckedDriver;
import io.carob.api.driver.Driver;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverOperations;
import io.carob.api.driver.DriverTable;
import io.carob.benchmarks.BenchException;
import io.carob.image.store.snapshot.DriverLog;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * What it costs to look a driver up for each call, against a call on the object itself. The table
 * is as in the service: a guard stands before the driver, and what is logged in a method carries
 * its name.
 */
final class CallCost {

  private static final int CALLS = 400_000;
  private static final int WARM_UP = 5;
  private static final int REPETITIONS = 5;

  /** A driver of one method. */
  private interface Worker extends Driver {
    long next(long value);
  }

  private static final class Plain implements Worker {
    @Override
    public String name() {
      return "bench";
    }

    @Override
    public long next(long value) {
      return value * 31 + 7;
    }
  }

  private static final class Checked extends CheckedDriver<Worker> implements Worker {
    Checked(Worker driver, DriverOperations call) {
      super(driver, call);
    }

    @Override
    public long next(long value) {
      return call.ask("next", () -> driver.next(value));
    }
  }

  private final DriverTable<Worker> table =
      new DriverTable<>("snapshotter", Duration.ofSeconds(10), Duration.ofSeconds(10));
  private final Worker driver = new Plain();

  /**
   * Nanoseconds that one call by the table takes more than a direct one.
   *
   * @param processor of the processors: a busy machine does not count
   * @param clock until all calls of all threads have ended, by their number
   */
  record Nanos(double processor, double clock) {
    private Nanos less(Nanos other) {
      return new Nanos(processor - other.processor, clock - other.clock);
    }
  }

  /** Each of one repetition. */
  static List<Nanos> nanos(int threads) {
    return new CallCost().measure(threads);
  }

  private List<Nanos> measure(int threads) {
    table.guardBy(Checked::new);
    table.frameBy(DriverLog::enter);
    table.add(new DriverInfo("snapshotter", "bench", "1", List.of()), driver);
    List<Nanos> costs = new ArrayList<>();
    for (int i = 0; i < WARM_UP + REPETITIONS; i++) {
      Nanos found = each(threads, this::found);
      Nanos direct = each(threads, this::direct);
      if (i >= WARM_UP) {
        costs.add(found.less(direct));
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
      sum = table.call("bench", subject, d -> d.next(next));
    }
    return sum;
  }

  private long direct(int thread, long value) {
    Worker called = driver;
    long sum = value + thread;
    for (int i = 0; i < CALLS; i++) {
      sum = called.next(sum);
    }
    return sum;
  }

  private interface Loop {
    long run(int thread, long value);
  }

  /** The time of one call, with so many threads at once. */
  private static Nanos each(int threads, Loop loop) {
    CyclicBarrier begin = new CyclicBarrier(threads + 1);
    long[] nanos = new long[threads];
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> nanos[number] = processor(begin, number, loop));
      all.add(thread);
      thread.start();
    }
    await(begin);
    long began = System.nanoTime();
    long sum = 0;
    for (int i = 0; i < threads; i++) {
      join(all.get(i));
      sum += nanos[i];
    }
    double calls = (double) threads * CALLS;
    return new Nanos(sum / calls, (System.nanoTime() - began) / calls);
  }

  private static long processor(CyclicBarrier begin, int number, Loop loop) {
    await(begin);
    var clock = ManagementFactory.getThreadMXBean();
    long before = clock.getCurrentThreadCpuTime();
    long value = loop.run(number, before);
    long spent = clock.getCurrentThreadCpuTime() - before;
    return value == 42 ? spent + 1 : spent; // the value is used
  }

  private static void await(CyclicBarrier begin) {
    try {
      begin.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new BenchException("interrupted");
    }
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
