package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitWaiting;
import static io.carob.api.driver.Waits.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.MetricSource.Metric;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What calls waited is counted by the name of their driver. */
@Timeout(60)
class DriverWaitsTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Map<String, String> LABELS = Map.of("type", "volume", "name", "a");

  @Test
  void eachWaitIsInTheBucketsWhoseBoundsItDoesNotExceed() {
    DriverWaits waits = new DriverWaits();
    waits.add(Duration.ofMillis(1).toNanos());
    waits.add(Duration.ofMillis(200).toNanos());
    waits.add(Duration.ofSeconds(60).toNanos());
    Map<String, Double> values =
        waits.metrics("volume", "a").stream()
            .collect(
                Collectors.toMap(
                    metric ->
                        metric.name().replace("carob_driver_wait_seconds_", "")
                            + metric.labels().getOrDefault("le", ""),
                    Metric::value));
    assertThat(values)
        .containsEntry("bucket0.001", 1.0)
        .containsEntry("bucket0.1", 1.0)
        .containsEntry("bucket0.25", 2.0)
        .containsEntry("bucket1", 2.0)
        .containsEntry("bucket+Inf", 3.0)
        .containsEntry("count", 3.0)
        .containsEntry("sum", 60.201);
  }

  @Test
  void whatACallWaitedOverASwapIsKeptOverTheVersions() throws InterruptedException {
    DriverTable<String> table = new DriverTable<>("volume", LONG, LONG);
    table.add(info("a", "1"), "old");
    assertThat(table.<String>call("a", "", d -> d)).isEqualTo("old");
    assertThat(value(table, "count")).as("it had to wait for nothing").isZero();
    assertThat(table.remove("old")).isTrue();
    Thread waiting = new Thread(() -> table.<String>call("a", "", d -> d));
    waiting.start();
    awaitWaiting(waiting);
    table.add(info("a", "2"), "new");
    waiting.join();
    assertThat(value(table, "count")).isEqualTo(1);
    assertThat(value(table, "sum")).isPositive();
    assertThat(table.remove("new")).isTrue();
    assertThat(value(table, "count")).isEqualTo(1);
  }

  @Test
  void aCallThatWaitedInVainCountsButNoNameThatNobodyHas() {
    Duration wait = Duration.ofMillis(2);
    DriverTable<String> table = new DriverTable<>("volume", wait, LONG);
    table.add(info("a", "1"), "old");
    assertThat(table.remove("old")).isTrue();
    for (String name : new String[] {"a", "made-up"}) {
      assertThat(
              catchThrowableOfType(CarobException.class, () -> table.<String>call(name, "", d -> d))
                  .code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
    }
    assertThat(value(table, "count")).isEqualTo(1);
    assertThat(value(table, "sum")).isGreaterThanOrEqualTo(0.002);
    assertThat(table.metrics()).allMatch(metric -> "a".equals(metric.labels().get("name")));
  }

  private static double value(DriverTable<String> table, String part) {
    return table.metrics().stream()
        .filter(metric -> metric.name().equals("carob_driver_wait_seconds_" + part))
        .filter(metric -> metric.labels().equals(LABELS))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }
}
