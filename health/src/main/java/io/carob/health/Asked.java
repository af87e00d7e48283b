package io.carob.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A question that may hang. It is asked on a thread of its own and never twice at once: whoever
 * asks while it is under way, or a moment after it was answered, gets the same answer; an answer
 * that may be another one at any moment is for those alone who waited for it.
 */
final class Asked<T> {

  private final Callable<T> question;
  private final Predicate<T> lasts;
  private final Executor threads;
  private @Nullable Run<T> last;

  /**
   * A question.
   *
   * @param lasts whether an answer is good for a while
   */
  Asked(Callable<T> question, Predicate<T> lasts, Executor threads) {
    this.question = question;
    this.lasts = lasts;
    this.threads = threads;
  }

  /**
   * What came of it.
   *
   * @param value the answer, unless it failed or is still awaited
   * @param failure why there is none
   * @param hangs whether it is still awaited
   * @param took how long it took, up to now if it hangs
   * @param at when it ended, or now
   */
  record Outcome<T>(
      Optional<T> value, Optional<Throwable> failure, boolean hangs, Duration took, Instant at) {}

  /** One time that it was asked. */
  static final class Run<T> {
    private final FutureTask<T> task;
    private final long began = System.nanoTime();
    private volatile long ended;
    private volatile Instant at = Instant.EPOCH;
    private volatile boolean passing;

    private Run(Callable<T> question, Predicate<T> lasts) {
      this.task =
          new FutureTask<>(
              () -> {
                try {
                  T answer = question.call();
                  passing = !lasts.test(answer);
                  return answer;
                } finally {
                  at = Instant.now();
                  ended = System.nanoTime();
                }
              });
    }

    private boolean isYounger(Duration age) {
      return !task.isDone() || (!passing && System.nanoTime() - ended < age.toNanos());
    }

    /** Waits until the question is as old as the limit, at most. */
    Outcome<T> await(Duration limit) throws InterruptedException {
      long left = Math.max(0, limit.toNanos() - (System.nanoTime() - began));
      try {
        T value = task.get(left, TimeUnit.NANOSECONDS);
        return done(Optional.of(value), Optional.empty());
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        return done(Optional.empty(), Optional.of(cause == null ? e : cause));
      } catch (TimeoutException e) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new Outcome<>(Optional.empty(), Optional.empty(), true, took, Instant.now());
      }
    }

    private Outcome<T> done(Optional<T> value, Optional<Throwable> failure) {
      return new Outcome<>(value, failure, false, Duration.ofNanos(ended - began), at);
    }
  }

  /** Asks, unless it is being asked or was answered for good less than that time ago. */
  synchronized Run<T> ask(Duration age) {
    Run<T> run = last;
    if (run == null || !run.isYounger(age)) {
      run = new Run<>(question, lasts);
      last = run;
      threads.execute(run.task);
    }
    return run;
  }
}
