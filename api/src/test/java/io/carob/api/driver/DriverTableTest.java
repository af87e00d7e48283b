package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitDespiteInterrupts;
import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.awaitWaiting;
import static io.carob.api.driver.Waits.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
  void runReachesItForMethodsThatAnswerNothing() {
    List<String> reached = new CopyOnWriteArrayList<>();
    DriverTable<List<String>> lists = new DriverTable<>("volume", LONG, LONG);
    lists.add(info("a"), reached);
    lists.run("a", "/place", driver -> driver.add("ran"));
    assertThat(reached).containsExactly("ran");
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
  void timesChangeForCallsThatBeginLater() {
    DriverTable<String> changed = new DriverTable<>("volume", Duration.ZERO, LONG);
    changed.add(info("b"), "there");
    changed.limits(LONG, Duration.ofMinutes(3));
    assertThat(changed.limit()).isEqualTo(Duration.ofMinutes(3));
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(() -> changed.<String>call("a", d -> d));
    changed.add(info("a"), "late");
    assertThat(waiting.join()).isEqualTo("late");
  }

  @Test
  void aShorterLimitHoldsThoughACallWithALongerOneRuns() {
    DriverTable<String> changed = new DriverTable<>("volume", LONG, LONG, Duration.ofHours(1));
    changed.add(info("a"), "driver");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<Void> patient =
        CompletableFuture.runAsync(
            () ->
                changed.<Boolean>call(
                    "a",
                    "/place/1",
                    d -> {
                      inside.countDown();
                      awaitLatch(leave);
                      return true;
                    }));
    awaitLatch(inside);
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
    assertThat(patient).as("keeps its limit").isNotDone();
    leave.countDown();
    patient.join();
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
  void whatADriverThrowsIsADefectThatNamesItAndItsVersion() {
    table.add(info("a"), "driver");
    for (Throwable defect :
        List.of(
            new IllegalStateException("x"),
            new NoClassDefFoundError("x"),
            new StackOverflowError())) {
      CarobException thrown = failure(defect);
      assertThat(thrown.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(thrown).hasCause(defect).hasMessageContaining("volume \"a\" 1.0.0");
    }
    assertThat(failure(new AbstractMethodError("x")).code()).isEqualTo(ErrorCode.UNSUPPORTED);
    CarobException own = new CarobException(ErrorCode.DATA_LOSS, "x");
    assertThat(failure(own)).isSameAs(own);
    OutOfMemoryError memory = new OutOfMemoryError("x");
    assertThatThrownBy(
            () ->
                table.<String>call(
                    "a",
                    d -> {
                      throw memory;
                    }))
        .isSameAs(memory);
  }

  private CarobException failure(Throwable defect) {
    return catchThrowableOfType(
        CarobException.class,
        () ->
            table.<String>call(
                "a",
                "/place/1",
                d -> {
                  if (defect instanceof Error error) {
                    throw error;
                  }
                  throw (RuntimeException) defect;
                }));
  }

  @Test
  void aGuardSeesEachCallAndRefusesNull() {
    table.guardBy(
        (driver, call) ->
            call.ask("name", () -> driver.isEmpty() ? nothing() : driver + call.subject()));
    String empty = "";
    table.add(info("a"), empty);
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> table.<String>call("a", "/p", d -> d));
    assertThat(thrown.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(thrown).hasMessageContaining("name").hasMessageContaining("null");
    table.remove(empty);
    table.add(info("a"), "driver");
    assertThat(table.<String>call("a", "/p", d -> d)).isEqualTo("driver/p");
  }

  @SuppressWarnings("NullAway") // what no driver may answer
  private static String nothing() {
    return null;
  }

  @Test
  void aPreferredDriverTakesOverWithoutAGap() {
    table.add(info("a", "1"), "old");
    table.add(info("a", "2"), "new");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(
            () ->
                table.<String>call(
                    "a",
                    "/place/1",
                    d -> {
                      inside.countDown();
                      awaitLatch(leave);
                      return d;
                    }));
    awaitLatch(inside);
    assertThat(table.prefer("a", "2")).isTrue();
    assertThat(table.<String>call("a", "/place/2", d -> d)).isEqualTo("new");
    assertThat(table.statuses())
        .extracting(status -> status.info().version() + " " + status.state())
        .containsExactly("2 SERVING", "1 STANDBY");
    leave.countDown();
    assertThat(running.join()).isEqualTo("old");
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
    assertThat(table.remove("new")).isTrue();
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("old");
  }

  @Test
  void aDriverThatFailsItsCheckIsRefusedAndTheOneBeforeGoesOn() {
    CountDownLatch refused = new CountDownLatch(1);
    table.listen((change, status) -> count(change == Change.REFUSED, refused));
    table.add(info("a", "1"), "old");
    table.add(
        info("a", "2"),
        "new",
        "bundle",
        d -> {
          throw new CarobException(ErrorCode.UNSUPPORTED, "not on this host");
        });
    assertThat(table.prefer("a", "2")).isFalse();
    awaitLatch(refused);
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("old");
    DriverStatus status = table.statuses().get(1);
    assertThat(status.state()).isEqualTo(State.REFUSED);
    assertThat(status.reason()).contains("not on this host");
    assertThat(status.source()).isEqualTo("bundle");
  }

  @Test
  void callsForARefusedDriverSayTheReason() {
    DriverTable<String> impatient = new DriverTable<>("volume", Duration.ZERO, LONG);
    CountDownLatch refused = new CountDownLatch(1);
    impatient.listen((change, status) -> count(change == Change.REFUSED, refused));
    impatient.add(
        info("a"),
        "driver",
        "bundle",
        d -> {
          throw new IllegalStateException("my defect");
        });
    awaitLatch(refused);
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> impatient.<String>call("a", d -> d));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("my defect");
    assertThat(impatient.list()).isEmpty();
    thrown = catchThrowableOfType(CarobException.class, () -> impatient.require("a"));
    assertThat(thrown).hasMessageContaining("my defect");
  }

  @Test
  void theFirstOfItsNameServesWhileItsCheckRunsAndAnotherWaitsForIts() {
    CountDownLatch check = new CountDownLatch(1);
    CountDownLatch replaced = new CountDownLatch(1);
    table.listen((change, status) -> count(change == Change.REPLACED, replaced));
    table.add(info("a", "1"), "old", "bundle", d -> awaitLatch(check));
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("old");
    table.add(info("a", "2"), "new", "bundle", d -> awaitLatch(check));
    assertThat(table.prefer("a", "2")).isFalse();
    assertThat(table.statuses())
        .extracting(status -> status.info().version() + " " + status.state())
        .containsExactly("1 SERVING", "2 CHECKING");
    check.countDown();
    awaitLatch(replaced);
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
  }

  @Test
  void whatWentAMomentAgoMayComeBack() {
    table.add(info("a"), "driver");
    table.remove("driver");
    assertThatCode(() -> table.require("a")).doesNotThrowAnyException();
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> table.require("never"));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
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
  void whatStandsByAfterItsCheckIsToldToAllThatHear() {
    table.add(info("a", "1"), "one");
    List<String> heard = new CopyOnWriteArrayList<>();
    CountDownLatch checked = new CountDownLatch(1);
    Subscription hearing =
        table.listen(
            (change, status) -> {
              heard.add(change + " " + status.info().version());
              count(change == Change.CHECKED, checked);
            });
    table.add(info("a", "2"), "two", "bundle", d -> {});
    awaitLatch(checked);
    assertThat(heard).containsExactly("CHECKED 2");
    hearing.close();
    boolean unused = table.prefer("a", "2");
    assertThat(heard).hasSize(1);
  }

  private static DriverTable<String> strict(Duration limit) {
    return new DriverTable<>("volume", Duration.ZERO, LONG, limit);
  }

  private static DriverInfo info(String name, String version) {
    return new DriverInfo("volume", name, version, List.of());
  }

  private static DriverInfo info(String name) {
    return new DriverInfo("volume", name, "1.0.0", List.of());
  }
}
