package io.carob.api.driver;

import static io.carob.api.driver.Waits.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls reach the driver of their name, and what it throws is told. */
@Timeout(60)
class DriverTableTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(20);

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
  void callsOfOneDriverShareASubject() {
    table.add(info("a"), "driver");
    String answer =
        table.<String>call("a", "/place/1", d -> d + table.<String>call("a", "/place/1", e -> e));
    assertThat(answer).isEqualTo("driverdriver");
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
  void eachMethodRunsWithinTheFrameOfItsDriver() {
    List<String> seen = new CopyOnWriteArrayList<>();
    table.frameBy(
        driver -> {
          seen.add("in " + driver.name());
          return () -> seen.add("out " + driver.name());
        });
    table.add(info("a"), "a");
    table.add(info("b"), "b", "bundle", d -> seen.add("checked"));
    while (!seen.contains("out b")) {
      Thread.onSpinWait(); // the time-out of the test ends it
    }
    String inner = table.call("a", "/p", d -> table.<String>call("b", "/p", e -> e));
    assertThat(inner).isEqualTo("b");
    assertThat(catchThrowableOfType(CarobException.class, () -> fail("a"))).isNotNull();
    assertThat(seen)
        .containsExactly(
            "in b", "checked", "out b", "in a", "in b", "out b", "out a", "in a", "out a");
  }

  private void fail(String name) {
    table.<String>call(
        name,
        "/p",
        d -> {
          throw new CarobException(ErrorCode.NOT_FOUND, "thrown by a test");
        });
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
  void whatWentAMomentAgoMayComeBack() {
    table.add(info("a"), "driver");
    table.remove("driver");
    assertThatCode(() -> table.require("a")).doesNotThrowAnyException();
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> table.require("never"));
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
    strict.add(info("a", "1"), "driver");
    for (int i = 0; i < 2; i++) {
      CarobException thrown =
          catchThrowableOfType(
              CarobException.class, () -> strict.<String>call("a", "/place/1", Waits::waitForEver));
      assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
    assertThat(told).hasValueGreaterThanOrEqualTo(2);
  }
}
