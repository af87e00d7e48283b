package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitDespiteInterrupts;
import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.awaitState;
import static io.carob.api.driver.Waits.count;
import static io.carob.api.driver.Waits.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver is checked before it serves in place of another. */
@Timeout(60)
class DriverCheckTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);

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

  @Test
  void whatLeavesWhileItIsCheckedIsInterruptedAndGone() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    table.add(info("a", "1"), "old");
    table.add(
        info("a", "2"),
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
    table.add(info("a", "2"), "newer", "bundle", d -> {}); // the wish of before has gone with it
    awaitState(table, "2", State.STANDBY);
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
    strict.add(info("a", "1"), "old");
    strict.add(info("a", "2"), "new", "bundle", d -> awaitDespiteInterrupts(leave));
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
    DriverTable<String> strict = new DriverTable<>("volume", LONG, LONG, LONG, SHORT);
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
    strict.add(info("a", "1"), "first", "bundle", d -> awaitDespiteInterrupts(leave));
    awaitLatch(stuck);
    assertThat(strict.<String>call("a", "/place/1", d -> d)).isEqualTo("first");
    leave.countDown();
    awaitState(strict, "1", State.SERVING);
    assertThat(strict.remove("first")).isTrue();
    assertThat(told).doesNotContain(Change.REFUSED);

    CountDownLatch fail = new CountDownLatch(1);
    strict.add(
        info("a", "2"),
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
}
