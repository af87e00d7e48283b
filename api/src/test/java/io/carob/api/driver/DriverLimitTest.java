package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitDespiteInterrupts;
import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.awaitWaiting;
import static io.carob.api.driver.Waits.count;
import static io.carob.api.driver.Waits.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that go on for longer than they may. */
@Timeout(60)
class DriverLimitTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);

  @Test
  void aShorterLimitHoldsThoughACallWithALongerOneRuns() {
    DriverTable<String> changed = new DriverTable<>("volume", LONG, LONG, Duration.ofHours(1));
    changed.add(info("a"), "driver");
    HeldCall patient = HeldCall.of(changed, "a", "/place/1");
    changed.limits(LONG, Duration.ofMillis(50));
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    changed.<Boolean>call(
        "a",
        "/place/2",
        d -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
          return true;
        });
    assertThat(interrupted).isCompletedWithValue(true);
    assertThat(patient.isDone()).as("keeps its limit").isFalse();
    patient.letGo();
    assertThat(patient.answer()).isEqualTo("driver");
  }

  @Test
  void aCallBeyondTheLimitIsInterruptedAndTold() {
    DriverTable<String> strict = strict(Duration.ofMillis(20));
    List<Change> news = new CopyOnWriteArrayList<>();
    CountDownLatch stuckTold = new CountDownLatch(1);
    AtomicReference<String> reason = new AtomicReference<>("");
    strict.listen(
        (change, status) -> {
          news.add(change);
          if (change == Change.STUCK) {
            reason.set(status.state() + " " + status.reason());
            stuckTold.countDown();
          }
        });
    strict.add(info("a"), "driver");
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> strict.<String>call("a", "/place/1", Waits::waitForEver));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("\"a\" 1.0.0").hasMessageContaining("/place/1");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    awaitLatch(stuckTold);
    assertThat(reason.get()).startsWith("STUCK call of /place/1 runs since");
    assertThat(news).containsSubsequence(Change.CAME, Change.STUCK);
    assertThat(strict.statuses()).extracting(DriverStatus::state).containsExactly(State.SERVING);
  }

  @Test
  void anInterruptOfTheCallersOwnIsNotLost() {
    DriverTable<String> strict = strict(Duration.ofMillis(20));
    CountDownLatch stuckTold = new CountDownLatch(1);
    strict.listen((change, status) -> count(change == Change.STUCK, stuckTold));
    strict.add(info("a"), "driver");
    Thread.currentThread().interrupt();
    String answer =
        strict.call(
            "a",
            "/place/1",
            d -> {
              awaitDespiteInterrupts(stuckTold);
              return d;
            });
    assertThat(answer).isEqualTo("driver");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatIgnoresTheInterruptKeepsItsSubjectFromEverybodyAndItsLateAnswerCounts() {
    DriverTable<String> strict = strict(Duration.ofMillis(20));
    CountDownLatch stuckTold = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    strict.listen(
        (change, status) -> {
          count(change == Change.STUCK, stuckTold);
          count(change == Change.FREED, freed);
        });
    strict.add(info("a"), "driver");
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> stuck =
        CompletableFuture.supplyAsync(
            () ->
                strict.<String>call(
                    "a",
                    "/place/1",
                    d -> {
                      awaitDespiteInterrupts(leave);
                      return d;
                    }));
    awaitLatch(stuckTold);
    DriverStatus status = strict.statuses().get(0);
    assertThat(status.state()).isEqualTo(State.STUCK);
    assertThat(status.calls()).isEqualTo(1);
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> strict.<String>call("a", "/place/1", d -> d));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("call of /place/1 runs since");
    assertThat(strict.<String>call("a", "/place/2", d -> d)).isEqualTo("driver");
    leave.countDown();
    assertThat(stuck.join()).isEqualTo("driver");
    awaitLatch(freed);
    assertThat(strict.<String>call("a", "/place/1", d -> d)).isEqualTo("driver");
  }

  @Test
  void anInterruptEndsTheWaitingOfACallAndStays() throws InterruptedException {
    AtomicBoolean flag = new AtomicBoolean();
    List<CarobException> thrown = new CopyOnWriteArrayList<>();
    Thread caller =
        new Thread(
            () -> {
              thrown.add(
                  catchThrowableOfType(
                      CarobException.class, () -> table.<String>call("a", "/place/1", d -> d)));
              flag.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    awaitWaiting(caller);
    caller.interrupt();
    caller.join();
    assertThat(thrown).extracting(CarobException::code).containsExactly(ErrorCode.UNAVAILABLE);
    assertThat(flag).isTrue();
    table.add(info("a", "1"), "driver");
    assertThat(table.statuses()).extracting(DriverStatus::calls).containsExactly(0);
  }

  @Test
  void anInterruptBySomebodyElseIsNoDefectOfTheDriver() {
    table.add(info("a", "1"), "driver");
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class,
            () ->
                table.<String>call(
                    "a",
                    "/place/1",
                    d -> {
                      throw new IllegalStateException(new InterruptedException());
                    }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aCallThatCannotEvenBeInterruptedKeepsNothingButItsSubject() {
    DriverTable<String> strict = new DriverTable<>("volume", Duration.ZERO, LONG, SHORT);
    CountDownLatch stuck = new CountDownLatch(2);
    strict.listen((change, status) -> count(change == Change.STUCK, stuck));
    strict.add(info("a", "1"), "driver");
    ClosesSlowly channel = new ClosesSlowly();
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(() -> strict.<String>call("a", "/place/1", channel::read));
    awaitLatch(channel.closing);
    assertThat(strict.<String>call("a", "/place/2", d -> d)).isEqualTo("driver");
    assertThat(strict.statuses()).extracting(DriverStatus::state).containsExactly(State.STUCK);
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> strict.<String>call("a", "/place/2", Waits::waitForEver));
    assertThat(thrown.code()).as("limits go on").isEqualTo(ErrorCode.UNAVAILABLE);
    awaitLatch(stuck);
    assertThat(running).isNotDone();
    channel.closed.countDown();
    assertThat(running)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(strict.<String>call("a", "/place/1", d -> d)).isEqualTo("driver");
  }

  /** Its reader is interrupted by a thread that must close it, which takes long: a sick file. */
  private static final class ClosesSlowly extends AbstractInterruptibleChannel {
    final CountDownLatch closing = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);

    String read(String driver) {
      boolean read = false;
      try {
        try {
          begin();
          awaitDespiteInterrupts(closed);
          read = true;
        } finally {
          end(read);
        }
      } catch (AsynchronousCloseException e) {
        throw new UncheckedIOException(e);
      }
      return driver;
    }

    @Override
    protected void implCloseChannel() {
      closing.countDown();
      awaitLatch(closed);
    }
  }

  @Test
  void notEveryCallHasAThreadThatLooksAfterItsLimit() {
    DriverTable<String> watched = new DriverTable<>("watched", LONG, LONG);
    watched.add(info("a", "1"), "driver");
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 100; i++) {
      String unused =
          watched.<String>call(
              "a",
              "/place/1",
              d -> {
                Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("carob-watch-watched"))
                    .forEach(seen::add);
                return d;
              });
    }
    assertThat(seen).hasSizeBetween(1, 20);
  }

  private static DriverTable<String> strict(Duration limit) {
    return new DriverTable<>("volume", Duration.ZERO, LONG, limit);
  }
}
