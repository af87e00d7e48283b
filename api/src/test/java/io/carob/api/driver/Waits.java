package io.carob.api.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Drivers of the tests, how their calls wait, and how tests wait for them. */
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

  /** Until the driver of that version is in that state; the time-out of the test ends it. */
  static void awaitState(DriverTable<String> in, String version, DriverStatus.State state) {
    while (in.statuses().stream()
        .noneMatch(one -> one.info().version().equals(version) && one.state() == state)) {
      Thread.onSpinWait();
    }
  }

  static DriverInfo info(String name, String version) {
    return new DriverInfo("volume", name, version, List.of());
  }

  static DriverInfo info(String name) {
    return info(name, "1.0.0");
  }
}
