package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LoopTest {

  @Test
  void losesNoTriggerAndIsNeverAtTwoPlaces() throws InterruptedException {
    try (ThreadWork work = new ThreadWork()) {
      AtomicInteger asked = new AtomicInteger();
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger overlaps = new AtomicInteger();
      CountDownLatch sawAll = new CountDownLatch(1);
      int total = 40_000;
      Loop loop =
          new Loop(
              work,
              () -> {
                if (inside.incrementAndGet() > 1) {
                  overlaps.incrementAndGet();
                }
                if (asked.get() == total) {
                  sawAll.countDown();
                }
                inside.decrementAndGet();
              });
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            new Thread(
                () -> {
                  for (int n = 0; n < total / 4; n++) {
                    asked.incrementAndGet();
                    loop.trigger();
                  }
                });
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      sawAll.await();
      assertThat(overlaps).hasValue(0);
    }
  }

  @Test
  void goesOnAfterAFailure() throws InterruptedException {
    try (ThreadWork work = new ThreadWork()) {
      CountDownLatch second = new CountDownLatch(2);
      CountDownLatch first = new CountDownLatch(1);
      Loop loop =
          new Loop(
              work,
              () -> {
                second.countDown();
                first.countDown();
                throw new NoClassDefFoundError("the driver's bundle is gone");
              });
      loop.trigger();
      first.await();
      loop.trigger();
      second.await();
      assertThat(second.getCount()).isZero();
    }
  }
}
