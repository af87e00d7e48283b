package io.carob.assembly.drivers;

import io.carob.api.CarobException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.MDC;

/**
 * Runs what calls a bundle's own code, on a thread of its own and within a limit: what hangs there
 * hangs alone.
 */
public final class Limited {

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
   * Runs an attempt.
   *
   * @param bundle the symbolic name
   * @param what it does, in words, as {@code its start}
   * @param own which classes are the bundle's, by name
   * @param limit how long it may take
   * @param wayOut what can be done when it takes longer
   * @param late runs when what went on beyond the limit has ended after all, on its thread
   * @throws Refusal what the attempt raises, or that it has not ended; then it was interrupted once
   */
  public static <R> R run(
      String bundle,
      String what,
      Predicate<String> own,
      Duration limit,
      String wayOut,
      Attempt<R> attempt,
      Runnable late)
      throws Refusal {
    AtomicBoolean decided = new AtomicBoolean();
    FutureTask<R> task = new FutureTask<>(() -> attempt.run(decided::get));
    Thread runs =
        new Thread(
            () -> {
              MDC.put("bundle", bundle); // for what is logged by this thread, which ends with it
              task.run();
              if (!decided.compareAndSet(false, true)) {
                late.run();
              }
            },
            "carob-bundle " + bundle);
    runs.setDaemon(true);
    runs.start();
    try {
      return result(task, runs, limit);
    } catch (TimeoutException e) {
      String where = where(runs, own);
      if (decided.compareAndSet(false, true)) {
        runs.interrupt(); // once: what waits for ever may end by that
        throw new Refusal(
            Refusal.Kind.HANGING,
            what
                + " has not ended after "
                + limit.toSeconds()
                + " s"
                + where
                + ". Nothing waits for it. "
                + wayOut);
      }
      return ended(task, runs);
    }
  }

  /** The result; what ends on being interrupted after the limit has hung all the same. */
  private static <R> R result(FutureTask<R> task, Thread thread, Duration limit)
      throws Refusal, TimeoutException {
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw refusal(e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new Refusal("was not waited for: the service stops", e);
    }
  }

  private static <R> R ended(FutureTask<R> task, Thread thread) throws Refusal {
    try {
      return result(task, thread, GRACE);
    } catch (TimeoutException e) {
      throw new IllegalStateException("it had ended", e);
    }
  }

  private static Refusal refusal(ExecutionException e) {
    if (e.getCause() instanceof CarobException known) {
      throw known;
    }
    return e.getCause() instanceof Refusal refusal
        ? refusal
        : new Refusal("cannot be started: " + e.getCause(), e);
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
