package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets threads when some do not give theirs back. */
class WorkersTest {

  private static final int PARALLEL = 2;

  private final Workers workers = new Workers(PARALLEL, Thread::interrupt);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    workers.close();
  }

  /** A caller with tasks that wait for the end of the test. */
  private FutureTask<Void> stuck(int tasks, Semaphore begun) {
    return call(
        Collections.nCopies(
            tasks,
            () -> {
              begun.release();
              await(end);
            }));
  }

  private FutureTask<Void> call(List<Runnable> tasks) {
    FutureTask<Void> caller = new FutureTask<>(() -> workers.runAll("trying", tasks), null);
    new Thread(caller).start();
    return caller;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted", e);
    }
  }

  private static void acquire(Semaphore begun, int tasks) throws InterruptedException {
    assertThat(begun.tryAcquire(tasks, 60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneCallerHasSoManyThreadsAndAnotherItsOwn() throws Exception {
    Semaphore begun = new Semaphore(0);
    FutureTask<Void> slow = stuck(5, begun);
    acquire(begun, PARALLEL);
    CountDownLatch together = new CountDownLatch(PARALLEL);
    Runnable meet =
        () -> {
          together.countDown();
          await(together);
        };
    call(List.of(meet, meet)).get(60, TimeUnit.SECONDS);
    assertThat(begun.availablePermits()).isZero();
    end.countDown();
    slow.get(60, TimeUnit.SECONDS);
    assertThat(begun.availablePermits()).isEqualTo(5 - PARALLEL);
  }

  @Test
  void inACrowdEachFurtherCallerHasOne() throws Exception {
    Semaphore begun = new Semaphore(0);
    List<FutureTask<Void>> slow = new ArrayList<>();
    for (int i = 0; i < Workers.CROWD; i++) {
      slow.add(stuck(3, begun));
      acquire(begun, PARALLEL);
    }
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Runnable count =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          now.decrementAndGet();
        };
    call(Collections.nCopies(50, count)).get(60, TimeUnit.SECONDS);
    assertThat(most).hasValue(1);
    end.countDown();
    for (FutureTask<Void> one : slow) {
      one.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFailureEndsWhatRunsAndWhatHasNotBegun() throws Exception {
    Semaphore begun = new Semaphore(0);
    Runnable waits =
        () -> {
          begun.release();
          await(end);
        };
    Runnable fails =
        () -> {
          begun.acquireUninterruptibly();
          throw new CarobException(ErrorCode.DATA_LOSS, "wrong");
        };
    assertFails(
        ErrorCode.DATA_LOSS, () -> workers.runAll("trying", List.of(waits, fails, waits, waits)));
    assertThat(begun.availablePermits()).isZero();
  }

  @Test
  void closingEndsAllAndNothingBeginsAfterwards() throws Exception {
    Semaphore begun = new Semaphore(0);
    FutureTask<CarobException> caller =
        new FutureTask<>(
            () ->
                assertFails(
                    ErrorCode.UNAVAILABLE,
                    () ->
                        workers.runAll(
                            "trying",
                            Collections.nCopies(
                                5,
                                () -> {
                                  begun.release();
                                  await(end);
                                }))));
    new Thread(caller).start();
    acquire(begun, PARALLEL);
    workers.close();
    caller.get(60, TimeUnit.SECONDS);
    assertFails(ErrorCode.UNAVAILABLE, () -> workers.runAll("trying", List.of(begun::release)));
    assertThat(begun.availablePermits()).isZero();
  }
}
