package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.awaitState;
import static io.carob.api.driver.Waits.awaitWaiting;
import static io.carob.api.driver.Waits.count;
import static io.carob.api.driver.Waits.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One version after another, never both on one subject. */
@Timeout(60)
class DriverReplacementTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  private final DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);

  @Test
  void aPreferredDriverTakesOverWithoutAGap() {
    table.add(info("a", "1"), "old");
    table.add(info("a", "2"), "new");
    HeldCall running = HeldCall.of(table, "a", "/place/1");
    assertThat(table.prefer("a", "2")).isTrue();
    assertThat(table.<String>call("a", "/place/2", d -> d)).isEqualTo("new");
    assertThat(table.statuses())
        .extracting(status -> status.info().version() + " " + status.state())
        .containsExactly("2 SERVING", "1 STANDBY");
    running.letGo();
    assertThat(running.answer()).isEqualTo("old");
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
    assertThat(table.remove("new")).isTrue();
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("old");
  }

  @Test
  void aCallThatWaitsIsGivenToTheOneThatIsPreferredMeanwhile() throws InterruptedException {
    table.add(info("a", "1"), "old");
    table.add(info("a", "2"), "new");
    HeldCall running = HeldCall.of(table, "a", "/place/1");
    assertThat(table.prefer("a", "2")).isTrue();
    List<String> answers = new CopyOnWriteArrayList<>();
    Thread waiting = new Thread(() -> answers.add(table.<String>call("a", "/place/1", d -> d)));
    waiting.start();
    awaitWaiting(waiting);
    assertThat(table.prefer("a", "1")).isTrue(); // who holds the subject serves again
    waiting.join();
    assertThat(answers).containsExactly("old");
    assertThat(running.isDone()).isFalse();
    assertThat(table.prefer("a", "2")).isTrue();
    waiting = new Thread(() -> answers.add(table.<String>call("a", "/place/1", d -> d)));
    waiting.start();
    awaitWaiting(waiting);
    running.letGo();
    waiting.join();
    assertThat(answers).containsExactly("old", "new");
  }

  @Test
  void ofTwoOfOneVersionTheLastThatCameIsPreferredAndTheOtherSaysWhoServes() {
    table.add(info("a", "1"), "old");
    table.add(info("a", "1"), "new", "org.example.again", d -> {});
    awaitState(table, "1", State.STANDBY);
    assertThat(table.prefer("a", "1")).isTrue();
    assertThat(table.<String>call("a", "/place/1", d -> d)).isEqualTo("new");
    assertThat(table.statuses().get(1).reason()).contains("1 of org.example.again serves");
  }

  @Test
  void whoServesNextIsToldBeforeTheOldOneHasEnded() {
    CountDownLatch replaced = new CountDownLatch(1);
    List<Change> told = new CopyOnWriteArrayList<>();
    table.listen(
        (change, status) -> {
          told.add(change);
          count(change == Change.REPLACED, replaced);
        });
    table.add(info("a", "1"), "old");
    table.add(info("a", "2"), "new");
    HeldCall running = HeldCall.of(table, "a", "/place/1");
    CompletableFuture<Boolean> removed = CompletableFuture.supplyAsync(() -> table.remove("old"));
    awaitLatch(replaced);
    assertThat(removed).isNotDone();
    running.letGo();
    assertThat(removed.join()).isTrue();
    assertThat(running.answer()).isEqualTo("old");
    assertThat(told).containsExactly(Change.CAME, Change.REPLACED, Change.GONE);
  }

  @Test
  void aNameIsRequiredInTheGapOfAReplacementAndNotLongAfterIt() {
    DriverTable<String> drainless = new DriverTable<>("volume", LONG, Duration.ZERO);
    drainless.add(info("a", "1"), "old");
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
    impatient.add(info("a", "1"), "old");
    impatient.remove("old");
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> impatient.require("a"));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void twoVersionsAreNeverOnOneSubjectHoweverOftenTheyTakeTurns() throws InterruptedException {
    table.add(info("a", "1"), "old");
    table.add(info("a", "2"), "new");
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
}
