package io.carob.api.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How calls of the tests wait, and how tests wait for them. */
final class Waits {

  private Waits() {}

  /** Until the thread waits in the table; one that does not wait ends, and that fails the test. */
  static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("it must wait, not return").isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** A call that ends only by an interrupt. */
  static String waitForEver(String driver) {
    try {
      new CountDownLatch(1).await();
      return driver;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitDespiteInterrupts(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts what has happened. */
  static void count(boolean is, CountDownLatch latch) {
    if (is) {
      latch.countDown();
    }
  }
}
