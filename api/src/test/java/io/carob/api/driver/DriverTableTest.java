package io.carob.api.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DriverTableTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  private final DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);

  @Test
  void callReachesTheDriverOfThatName() {
    table.add(info("a"), "driver a");
    table.add(info("b"), "driver b");
    assertThat(table.<String>call("b", d -> d)).isEqualTo("driver b");
    assertThat(table.list()).extracting(DriverInfo::name).containsExactly("a", "b");
  }

  @Test
  void callForAnAbsentDriverIsUnavailable() {
    DriverTable<String> impatient = new DriverTable<>("volume", Duration.ZERO, LONG);
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> impatient.<String>call("a", d -> d));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("volume").hasMessageContaining("\"a\"");
  }

  @Test
  void callWaitsForADriverThatComes() {
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(() -> table.<String>call("a", d -> d));
    table.add(info("a"), "late");
    assertThat(waiting.join()).isEqualTo("late");
  }

  @Test
  void removeWaitsForRunningCallsAndTheNewVersionServesTheNext() throws InterruptedException {
    String old = "old";
    table.add(info("a"), old);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(
            () ->
                table.<String>call(
                    "a",
                    d -> {
                      inside.countDown();
                      awaitLatch(leave);
                      return d;
                    }));
    awaitLatch(inside);
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
    assertThat(running).isNotDone();
    assertThat(remover.isAlive()).isTrue();
    assertThat(answers).isEmpty();
    left.set(true);
    leave.countDown();
    assertThat(running.join()).isEqualTo("old");
    remover.join();
    assertThat(leftBeforeRemoval).isTrue();
    next.join();
    assertThat(answers).containsExactly("new");
  }

  /** Until the thread waits in the table; one that does not wait ends, and that fails the test. */
  private static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("the call must wait, not return").isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
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
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> stuck =
        CompletableFuture.supplyAsync(
            () ->
                impatient.<String>call(
                    "a",
                    "/place/1",
                    d -> {
                      inside.countDown();
                      awaitLatch(leave);
                      return d;
                    }));
    awaitLatch(inside);
    assertThat(impatient.remove("old")).isFalse();
    impatient.add(info("a"), "new");
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> impatient.<String>call("a", "/place/1", d -> d));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("1.0.0").hasMessageContaining("/place/1");
    assertThat(impatient.<String>call("a", "/place/2", d -> d)).isEqualTo("new");
    assertThat(impatient.<String>call("b", "/place/1", d -> d)).isEqualTo("other");
    leave.countDown();
    assertThat(stuck.join()).isEqualTo("old");
    assertThat(impatient.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
  }

  @Test
  void callWaitsUntilItsSubjectIsLetGo() throws InterruptedException {
    DriverTable<String> hasty = new DriverTable<>("volume", LONG, Duration.ZERO);
    hasty.add(info("a"), "old");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> stuck =
        CompletableFuture.supplyAsync(
            () ->
                hasty.<String>call(
                    "a",
                    "/place/1",
                    d -> {
                      inside.countDown();
                      awaitLatch(leave);
                      return d;
                    }));
    awaitLatch(inside);
    assertThat(hasty.remove("old")).isFalse();
    hasty.add(info("a"), "new");
    List<String> answers = new CopyOnWriteArrayList<>();
    Thread next = new Thread(() -> answers.add(hasty.<String>call("a", "/place/1", d -> d)));
    next.start();
    awaitWaiting(next);
    assertThat(stuck).isNotDone();
    assertThat(answers).isEmpty();
    leave.countDown();
    next.join();
    assertThat(answers).containsExactly("new");
    assertThat(stuck.join()).isEqualTo("old");
  }

  @Test
  void callsOfOneDriverShareASubject() {
    table.add(info("a"), "driver");
    String answer =
        table.<String>call("a", "/place/1", d -> d + table.<String>call("a", "/place/1", e -> e));
    assertThat(answer).isEqualTo("driverdriver");
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
  void theFirstOfTwoDriversWithOneNameServesUntilItLeaves() {
    String first = "first";
    table.add(info("a"), first);
    table.add(info("a"), "second");
    assertThat(table.<String>call("a", d -> d)).isEqualTo("first");
    table.remove(first);
    assertThat(table.<String>call("a", d -> d)).isEqualTo("second");
  }

  private static DriverInfo info(String name) {
    return new DriverInfo("volume", name, "1.0.0", List.of());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
