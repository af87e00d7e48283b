package io.carob.assembly.drivers;

import io.carob.api.CarobException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs what calls a bundle's own code, on a thread of its own and within a limit: what hangs there
 * hangs alone.
 */
public final class Limited {

  private static final Logger LOG = LoggerFactory.getLogger(Limited.class);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private Limited() {}

  /** What may not come to an end. */
  public interface Attempt<R> {
    /**
     * Does it.
     *
     * @param givenUp whether nobody waits for it any more
     */
    R run(BooleanSupplier givenUp) throws Refusal;
  }

  /**
   * How it is waited for.
   *
   * @param what it does, in words, as {@code its start}
   * @param limit how long it may take
   * @param wayOut what can be done when it takes longer
   * @param untilTheEnd whether one who waits and is interrupted waits on, and is interrupted when
   *     it has ended; else the interrupt is handed on
   */
  public record Terms(String what, Duration limit, String wayOut, boolean untilTheEnd) {}

  /**
   * Runs an attempt.
   *
   * @param bundle the symbolic name
   * @param own which classes are the bundle's, by name
   * @param late runs when what went on beyond the limit has ended after all, on its thread
   * @throws Refusal what the attempt raises, or that it has not ended; then it was interrupted once
   */
  public static <R> R run(
      String bundle, Terms terms, Predicate<String> own, Attempt<R> attempt, Runnable late)
      throws Refusal {
    AtomicBoolean decided = new AtomicBoolean();
    CountDownLatch interrupted = new CountDownLatch(1);
    FutureTask<R> task = new FutureTask<>(() -> attempt.run(decided::get));
    Thread runs =
        new Thread(
            () -> {
              MDC.put("bundle", bundle); // for what is logged by this thread, which ends with it
              task.run();
              if (!decided.compareAndSet(false, true)) {
                late(bundle, terms, interrupted, late);
              }
            },
            "carob-bundle " + bundle);
    runs.setDaemon(true);
    runs.start();
    try {
      return result(task, runs, terms, terms.limit());
    } catch (TimeoutException e) {
      String where = where(runs, own);
      if (decided.compareAndSet(false, true)) {
        runs.interrupt(); // once: what waits for ever may end by that
        interrupted.countDown();
        throw new Refusal(
            Refusal.Kind.HANGING,
            terms.what()
                + " has not ended after "
                + terms.limit().toSeconds()
                + " s"
                + where
                + ". Nothing waits for it. "
                + terms.wayOut());
      }
      return ended(task, runs, terms);
    }
  }

  /** Our interrupt was for what hung, and not for what comes after it. */
  private static void late(String bundle, Terms terms, CountDownLatch interrupted, Runnable late) {
    boolean waits = true;
    while (waits) {
      try {
        interrupted.await();
        waits = false;
      } catch (InterruptedException e) {
        // It may have come just now; the latch says that it is through.
      }
    }
    boolean unused = Thread.interrupted();
    try {
      late.run();
    } catch (RuntimeException e) {
      LOG.error("Bundle {}: {} came too late, and cannot be undone", bundle, terms.what(), e);
    }
  }

  /** The result; what ends on being interrupted after the limit has hung all the same. */
  private static <R> R result(FutureTask<R> task, Thread thread, Terms terms, Duration limit)
      throws Refusal, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
          throw refusal(terms.what(), e);
        } catch (InterruptedException e) {
          interrupted = true;
          if (!terms.untilTheEnd()) {
            thread.interrupt();
            throw new Refusal("was not waited for: the service stops", e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <R> R ended(FutureTask<R> task, Thread thread, Terms terms) throws Refusal {
    try {
      return result(task, thread, terms, GRACE);
    } catch (TimeoutException e) {
      throw new IllegalStateException("it had ended", e);
    }
  }

  private static Refusal refusal(String what, ExecutionException e) {
    if (e.getCause() instanceof CarobException known) {
      throw known;
    }
    return e.getCause() instanceof Refusal refusal
        ? refusal
        : new Refusal(what + " failed: " + e.getCause(), e);
  }

  /** Where in the bundle's own classes a thread is. */
  private static String where(Thread thread, Predicate<String> own) {
    return Arrays.stream(thread.getStackTrace())
        .filter(frame -> own.test(frame.getClassName()))
        .findFirst()
        .map(frame -> ", it is in " + frame)
        .orElse("");
  }
}
