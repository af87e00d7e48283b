package io.carob.benchmarks.swap;

import io.carob.benchmarks.swap.Times.Work;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Asks again and again for what becomes true by itself. */
final class Patience {

  private static final int SECONDS = 30;
  private static final long PAUSE_MILLIS = 100;

  private Patience() {}

  /** The first answer that is as it should be; after long enough, whatever the answer is. */
  static <R> R ask(Work<R> question, Predicate<R> good) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    R answer = question.run();
    while (!good.test(answer) && System.nanoTime() < end) {
      Node.pause(PAUSE_MILLIS);
      answer = question.run();
    }
    return answer;
  }
}
