package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitDespiteInterrupts;
import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.awaitWaiting;
import static io.carob.api.driver.Waits.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drivers and callers that do what they should not, and at the worst moment. */
@Timeout(60)
class DriverTroubleTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);

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
    hasty.add(info("1"), "driver");
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
    hasty.add(info("1"), "driver");
    for (int i = 0; i < 3; i++) {
      String unused = hasty.call("a", "id" + i, d -> d);
    }
    assertThat(hasty.remove("driver")).isFalse();
    assertThat(seen).hasSize(3).allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void whatLeavesWhileItIsCheckedIsInterruptedAndGone() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    table.add(info("1"), "old");
    table.add(
        info("2"),
        "new",
        "bundle",
        d -> {
          inside.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted.countDown();
          }
        });
    awaitLatch(inside);
    assertThat(table.prefer("a", "2")).isFalse();
    assertThat(table.remove("new")).isTrue();
    awaitLatch(interrupted);
    assertThat(table.statuses())
        .extracting(status -> status.info().version() + " " + status.state())
        .containsExactly("1 SERVING");
    table.add(info("2"), "newer", "bundle", d -> {}); // the wish of before has gone with it
    awaitState("2", State.STANDBY);
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("old");
  }

  @Test
  void aCheckThatHangsIsRefusedAndWhatItEndsWithLaterChangesNothing() {
    DriverTable<String> strict = new DriverTable<>("volume", LONG, Duration.ZERO, LONG, SHORT);
    CountDownLatch refused = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    strict.listen(
        (change, status) -> {
          count(change == Change.REFUSED, refused);
          count(change == Change.FREED, freed);
        });
    strict.add(info("1"), "old");
    strict.add(info("2"), "new", "bundle", d -> awaitDespiteInterrupts(leave));
    assertThat(strict.prefer("a", "2")).isFalse();
    awaitLatch(refused);
    assertThat(strict.<String>call("a", "/place/1", d -> d)).isEqualTo("old");
    assertThat(strict.prefer("a", "2")).isFalse();
    leave.countDown();
    awaitLatch(freed);
    assertThat(strict.statuses())
        .extracting(status -> status.info().version() + " " + status.state())
        .containsExactly("1 SERVING", "2 REFUSED");
    assertThat(strict.remove("old")).isTrue();
    assertThat(strict.isThere("a")).isFalse();
  }

  @Test
  void aCheckThatIsSlowTakesNobodyAwayWhomNoOtherStandsInFor() {
    DriverTable<String> strict = new DriverTable<>("volume", LONG, Duration.ZERO, LONG, SHORT);
    List<Change> told = new CopyOnWriteArrayList<>();
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    strict.listen(
        (change, status) -> {
          told.add(change);
          count(change == Change.STUCK, stuck);
          count(change == Change.REFUSED, refused);
        });
    CountDownLatch leave = new CountDownLatch(1);
    strict.add(info("1"), "first", "bundle", d -> awaitDespiteInterrupts(leave));
    awaitLatch(stuck);
    assertThat(strict.<String>call("a", "/place/1", d -> d)).isEqualTo("first");
    leave.countDown();
    awaitState(strict, "1", State.SERVING);
    assertThat(strict.remove("first")).isTrue();
    assertThat(told).doesNotContain(Change.REFUSED);

    CountDownLatch fail = new CountDownLatch(1);
    strict.add(
        info("2"),
        "next",
        "bundle",
        d -> {
          awaitDespiteInterrupts(fail);
          throw new CarobException(ErrorCode.UNSUPPORTED, "not on this host");
        });
    assertThat(strict.<String>call("a", "/place/1", d -> d)).as("waits").isEqualTo("next");
    fail.countDown();
    awaitLatch(refused);
    assertThat(strict.isThere("a")).isFalse();
  }

  @Test
  void aCallThatWaitsIsGivenToTheOneThatIsPreferredMeanwhile() throws InterruptedException {
    table.add(info("1"), "old");
    table.add(info("2"), "new");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> running = begin("/place/1", inside, leave);
    awaitLatch(inside);
    assertThat(table.prefer("a", "2")).isTrue();
    List<String> answers = new CopyOnWriteArrayList<>();
    Thread waiting = new Thread(() -> answers.add(table.<String>call("a", "/place/1", d -> d)));
    waiting.start();
    awaitWaiting(waiting);
    assertThat(table.prefer("a", "1")).isTrue(); // who holds the subject serves again
    waiting.join();
    assertThat(answers).containsExactly("old");
    assertThat(running).isNotDone();
    assertThat(table.prefer("a", "2")).isTrue();
    waiting = new Thread(() -> answers.add(table.<String>call("a", "/place/1", d -> d)));
    waiting.start();
    awaitWaiting(waiting);
    leave.countDown();
    waiting.join();
    assertThat(answers).containsExactly("old", "new");
  }

  @Test
  void ofTwoOfOneVersionTheLastThatCameIsPreferredAndTheOtherSaysWhoServes() {
    table.add(info("1"), "old");
    table.add(info("1"), "new", "org.example.again", d -> {});
    awaitState("1", State.STANDBY);
    assertThat(table.prefer("a", "1")).isTrue();
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
    assertThat(table.statuses().get(1).reason()).contains("1 of org.example.again serves");
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
    table.add(info("1"), "driver");
    assertThat(table.statuses()).extracting(DriverStatus::calls).containsExactly(0);
  }

  @Test
  void anInterruptBySomebodyElseIsNoDefectOfTheDriver() {
    table.add(info("1"), "driver");
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
  void anInterruptEndsTheDrainAndWhatStillRunsKeepsItsSubject() throws InterruptedException {
    table.add(info("1"), "old");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<String> running = begin("/place/1", inside, leave);
    awaitLatch(inside);
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
    table.add(info("2"), "new");
    assertThat(table.<String>call("a", "/place/2", d -> d)).isEqualTo("new");
    Thread waiting = new Thread(() -> table.<String>call("a", "/place/1", d -> d));
    waiting.start();
    awaitWaiting(waiting);
    leave.countDown();
    waiting.join();
    assertThat(running.join()).isEqualTo("old");
  }

  @Test
  void whoServesNextIsToldBeforeTheOldOneHasEnded() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch replaced = new CountDownLatch(1);
    List<Change> told = new CopyOnWriteArrayList<>();
    table.listen(
        (change, status) -> {
          told.add(change);
          count(change == Change.REPLACED, replaced);
        });
    table.add(info("1"), "old");
    table.add(info("2"), "new");
    CompletableFuture<String> running = begin("/place/1", inside, leave);
    awaitLatch(inside);
    CompletableFuture<Boolean> removed = CompletableFuture.supplyAsync(() -> table.remove("old"));
    awaitLatch(replaced);
    assertThat(removed).isNotDone();
    leave.countDown();
    assertThat(removed.join()).isTrue();
    assertThat(running.join()).isEqualTo("old");
    assertThat(told).containsExactly(Change.CAME, Change.REPLACED, Change.GONE);
  }

  @Test
  void aNameIsRequiredInTheGapOfAReplacementAndNotLongAfterIt() {
    DriverTable<String> drainless = new DriverTable<>("volume", LONG, Duration.ZERO);
    drainless.add(info("1"), "old");
    boolean unused =
        drainless.<Boolean>call(
            "a",
            "/place/1",
            d -> {
              assertThat(drainless.remove(d)).isFalse();
              assertThatCode(() -> drainless.require("a")).doesNotThrowAnyException();
              return true;
            });
    DriverTable<String> impatient = new DriverTable<>("volume", Duration.ZERO, LONG);
    impatient.add(info("1"), "old");
    impatient.remove("old");
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> impatient.require("a"));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aListenerThatThrowsEndsNeitherTheWatchNorTheOneThatTells() {
    DriverTable<String> strict = new DriverTable<>("volume", Duration.ZERO, LONG, SHORT);
    AtomicInteger told = new AtomicInteger();
    strict.listen(
        (change, status) -> {
          told.incrementAndGet();
          throw new IllegalStateException("thrown by a test");
        });
    strict.add(info("1"), "driver");
    for (int i = 0; i < 2; i++) {
      CarobException thrown =
          catchThrowableOfType(
              CarobException.class, () -> strict.<String>call("a", "/place/1", Waits::waitForEver));
      assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
    assertThat(told).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void aCallThatCannotEvenBeInterruptedKeepsNothingButItsSubject() {
    DriverTable<String> strict = new DriverTable<>("volume", Duration.ZERO, LONG, SHORT);
    CountDownLatch stuck = new CountDownLatch(2);
    strict.listen((change, status) -> count(change == Change.STUCK, stuck));
    strict.add(info("1"), "driver");
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
    watched.add(info("1"), "driver");
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

  @Test
  void twoVersionsAreNeverOnOneSubjectHoweverOftenTheyTakeTurns() throws InterruptedException {
    table.add(info("1"), "old");
    table.add(info("2"), "new");
    Turns turns = new Turns();
    List<Thread> clients =
        Stream.of(0, 1, 2).map(seed -> new Thread(() -> turns.call(table, seed))).toList();
    clients.forEach(Thread::start);
    for (int i = 0; clients.stream().anyMatch(Thread::isAlive); i++) {
      assertThat(table.prefer("a", i % 2 == 0 ? "2" : "1")).isTrue();
      Thread.onSpinWait();
    }
    for (Thread one : clients) {
      one.join();
    }
    assertThat(turns.both).hasValue(0);
    assertThat(turns.served).containsExactlyInAnyOrder("old", "new");
  }

  /** Calls that look whether a driver of the other version is where they are. */
  private static final class Turns {
    final AtomicInteger both = new AtomicInteger();
    final Set<String> served = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();

    void call(DriverTable<String> table, int seed) {
      for (int i = 0; i < 1000 || served.size() < 2; i++) {
        String place = "/place/" + (i + seed) % 3;
        served.add(table.<String>call("a", place, driver -> visit(driver, place)));
      }
    }

    private String visit(String driver, String place) {
      String other = driver.equals("old") ? "new" : "old";
      at(driver + place).incrementAndGet();
      if (at(other + place).get() != 0) {
        both.incrementAndGet();
      }
      at(driver + place).decrementAndGet();
      return driver;
    }

    private AtomicInteger at(String where) {
      return inside.computeIfAbsent(where, w -> new AtomicInteger());
    }
  }

  private CompletableFuture<String> begin(
      String subject, CountDownLatch inside, CountDownLatch leave) {
    return CompletableFuture.supplyAsync(
        () ->
            table.<String>call(
                "a",
                subject,
                d -> {
                  inside.countDown();
                  awaitLatch(leave);
                  return d;
                }));
  }

  private void awaitState(String version, State state) {
    awaitState(table, version, state);
  }

  private static void awaitState(DriverTable<String> in, String version, State state) {
    while (in.statuses().stream()
        .noneMatch(one -> one.info().version().equals(version) && one.state() == state)) {
      Thread.onSpinWait(); // the time-out of the test ends it
    }
  }

  private static DriverInfo info(String version) {
    return new DriverInfo("volume", "a", version, List.of());
  }
}
