package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.awaitWaiting;
import static io.carob.api.driver.Waits.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver goes when its calls have ended, or gave up waiting for them. */
@Timeout(60)
class DriverRemovalTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  private final DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);

  @Test
  void removeWaitsForRunningCallsAndTheNewVersionServesTheNext() throws InterruptedException {
    String old = "old";
    table.add(info("a"), old);
    HeldCall running = HeldCall.of(table, "a", "/place/1");
    AtomicBoolean left = new AtomicBoolean();
    AtomicBoolean leftBeforeRemoval = new AtomicBoolean();
    Thread remover =
        new Thread(
            () -> {
              boolean drained = table.remove(old);
              leftBeforeRemoval.set(drained && left.get());
            });
    remover.start();
    awaitWaiting(remover);
    table.add(info("a"), "new");
    List<String> answers = new CopyOnWriteArrayList<>();
    Thread next = new Thread(() -> answers.add(table.<String>call("a", d -> d)));
    next.start();
    awaitWaiting(next);
    // Both wait for the running call: nothing has returned.
    assertThat(running.isDone()).isFalse();
    assertThat(remover.isAlive()).isTrue();
    assertThat(answers).isEmpty();
    left.set(true);
    running.letGo();
    assertThat(running.answer()).isEqualTo("old");
    remover.join();
    assertThat(leftBeforeRemoval).isTrue();
    next.join();
    assertThat(answers).containsExactly("new");
  }

  @Test
  void removeGivesUpOnACallThatDoesNotEnd() {
    DriverTable<String> impatient = new DriverTable<>("volume", LONG, Duration.ZERO);
    impatient.add(info("a"), "stuck");
    boolean drained = impatient.<Boolean>call("a", d -> impatient.remove(d));
    assertThat(drained).isFalse();
    assertThat(impatient.list()).isEmpty();
  }

  @Test
  void whatADriverThatWentStillWorksOnIsKeptFromTheNext() {
    DriverTable<String> impatient = new DriverTable<>("volume", Duration.ZERO, Duration.ZERO);
    impatient.add(info("a"), "old");
    impatient.add(info("b"), "other");
    HeldCall stuck = HeldCall.of(impatient, "a", "/place/1");
    assertThat(impatient.remove("old")).isFalse();
    impatient.add(info("a"), "new");
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> impatient.<String>call("a", "/place/1", d -> d));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("1.0.0").hasMessageContaining("/place/1");
    assertThat(impatient.<String>call("a", "/place/2", d -> d)).isEqualTo("new");
    assertThat(impatient.<String>call("b", "/place/1", d -> d)).isEqualTo("other");
    stuck.letGo();
    assertThat(stuck.answer()).isEqualTo("old");
    assertThat(impatient.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
  }

  @Test
  void callWaitsUntilItsSubjectIsLetGo() throws InterruptedException {
    DriverTable<String> hasty = new DriverTable<>("volume", LONG, Duration.ZERO);
    hasty.add(info("a"), "old");
    HeldCall stuck = HeldCall.of(hasty, "a", "/place/1");
    assertThat(hasty.remove("old")).isFalse();
    hasty.add(info("a"), "new");
    List<String> answers = new CopyOnWriteArrayList<>();
    Thread next = new Thread(() -> answers.add(hasty.<String>call("a", "/place/1", d -> d)));
    next.start();
    awaitWaiting(next);
    assertThat(stuck.isDone()).isFalse();
    assertThat(answers).isEmpty();
    stuck.letGo();
    next.join();
    assertThat(answers).containsExactly("new");
    assertThat(stuck.answer()).isEqualTo("old");
  }

  @Test
  void aNameThatIsAbsentIsToldAsSuchWhileACallOfItGoesOn() {
    DriverTable<String> impatient = new DriverTable<>("volume", Duration.ZERO, Duration.ZERO);
    impatient.add(info("a"), "old");
    CarobException thrown =
        impatient.<CarobException>call(
            "a",
            "/place/1",
            d -> {
              assertThat(impatient.remove(d)).isFalse();
              return catchThrowableOfType(
                  CarobException.class, () -> impatient.<String>call("a", "/place/1", e -> e));
            });
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("is not there");
  }

  @Test
  void aDriverStaysUntilWhatItHoldsHasEnded() throws InterruptedException {
    CompletableFuture<Integer> command = new CompletableFuture<>();
    CompletableFuture<Integer> other = new CompletableFuture<>();
    List<CompletableFuture<Integer>> seen = new CopyOnWriteArrayList<>();
    table.guardBy(
        (driver, call) -> {
          seen.add(call.hold("exec", command, () -> {}));
          seen.add(call.whileThere(other));
          return driver;
        });
    table.add(info("a"), "driver");
    assertThat(table.<String>call("a", "id", d -> d)).isEqualTo("driver");
    Thread remover = new Thread(() -> table.remove("driver"));
    remover.start();
    awaitWaiting(remover);
    assertThat(seen).noneMatch(CompletableFuture::isDone);
    command.complete(7);
    remover.join();
    assertThat(seen.get(0)).isCompletedWithValue(7);
    assertThat(seen.get(1)).isCompletedExceptionally();
    assertThat(table.statuses()).isEmpty();
  }

  @Test
  void whatIsHeldTooLongIsEnded() {
    DriverTable<String> hasty = new DriverTable<>("volume", LONG, Duration.ZERO);
    CountDownLatch ended = new CountDownLatch(1);
    List<CompletableFuture<String>> seen = new CopyOnWriteArrayList<>();
    hasty.guardBy(
        (driver, call) -> {
          seen.add(call.hold("exec", new CompletableFuture<>(), ended::countDown));
          return driver;
        });
    hasty.add(info("a"), "driver");
    assertThat(hasty.<String>call("a", "id", d -> d)).isEqualTo("driver");
    assertThat(hasty.remove("driver")).isFalse();
    awaitLatch(ended);
    assertThat(seen.get(0)).isCompletedExceptionally();
  }

  @Test
  void aCallThatGoesOnAfterItsDriverHasLeftHoldsNothing() {
    DriverTable<String> hasty = new DriverTable<>("volume", LONG, Duration.ZERO);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    List<CompletableFuture<Integer>> seen = new CopyOnWriteArrayList<>();
    hasty.guardBy(
        (driver, call) -> {
          inside.countDown();
          awaitLatch(leave);
          seen.add(call.hold("exec", new CompletableFuture<>(), ended::countDown));
          seen.add(call.whileThere(new CompletableFuture<>()));
          return driver;
        });
    hasty.add(info("a", "1"), "driver");
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(() -> hasty.<String>call("a", "id", d -> d));
    awaitLatch(inside);
    assertThat(hasty.remove("driver")).isFalse();
    assertThat(hasty.statuses())
        .extracting(DriverStatus::state, DriverStatus::calls)
        .containsExactly(tuple(State.LEAVING, 1));
    leave.countDown();
    assertThat(running.join()).isEqualTo("driver");
    awaitLatch(ended);
    assertThat(seen).hasSize(2).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(hasty.statuses()).isEmpty();
  }

  @Test
  void oneEndThatThrowsKeepsNoOtherFromBeingTold() {
    DriverTable<String> hasty = new DriverTable<>("volume", LONG, Duration.ZERO);
    List<CompletableFuture<Integer>> seen = new CopyOnWriteArrayList<>();
    hasty.guardBy(
        (driver, call) -> {
          seen.add(
              call.hold(
                  "exec",
                  new CompletableFuture<>(),
                  () -> {
                    throw new NoClassDefFoundError("its bundle is gone (thrown by a test)");
                  }));
          return driver;
        });
    hasty.add(info("a", "1"), "driver");
    for (int i = 0; i < 3; i++) {
      String unused = hasty.call("a", "id" + i, d -> d);
    }
    assertThat(hasty.remove("driver")).isFalse();
    assertThat(seen).hasSize(3).allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void anInterruptEndsTheDrainAndWhatStillRunsKeepsItsSubject() throws InterruptedException {
    table.add(info("a", "1"), "old");
    HeldCall running = HeldCall.of(table, "a", "/place/1");
    AtomicBoolean drained = new AtomicBoolean(true);
    AtomicBoolean flag = new AtomicBoolean();
    Thread remover =
        new Thread(
            () -> {
              drained.set(table.remove("old"));
              flag.set(Thread.currentThread().isInterrupted());
            });
    remover.start();
    awaitWaiting(remover);
    remover.interrupt();
    remover.join();
    assertThat(drained).isFalse();
    assertThat(flag).isTrue();
    table.add(info("a", "2"), "new");
    assertThat(table.<String>call("a", "/place/2", d -> d)).isEqualTo("new");
    Thread waiting = new Thread(() -> table.<String>call("a", "/place/1", d -> d));
    waiting.start();
    awaitWaiting(waiting);
    running.letGo();
    waiting.join();
    assertThat(running.answer()).isEqualTo("old");
  }
}
