package io.carob.api.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.node.MetricSource.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverReportsTest {

  private final DriverTable<String> table =
      new DriverTable<>("volume", Duration.ZERO, Duration.ZERO);
  private final DriverReports reports = new DriverReports("volume", table, () -> null);

  private double value(String name, Map<String, String> labels) {
    return reports.metrics().stream()
        .filter(metric -> metric.name().equals(name) && metric.labels().equals(labels))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void callsAndFailuresAreCounted() {
    table.add(new DriverInfo("volume", "git", "1.0.0", List.of()), "one");
    assertThat(table.<String>call("git", "place", driver -> driver)).isEqualTo("one");
    assertThatThrownBy(
            () ->
                table.<String>call(
                    "git",
                    "place",
                    driver -> {
                      throw new CarobException(ErrorCode.NOT_FOUND, "no");
                    }))
        .isInstanceOf(CarobException.class);
    Map<String, String> git = Map.of("type", "volume", "name", "git", "version", "1.0.0");
    assertThat(value("carob_driver_calls_total", git)).isEqualTo(2);
    assertThat(value("carob_driver_failures_total", git)).isEqualTo(1);
    assertThat(value("carob_driver_wait_seconds_count", Map.of("type", "volume", "name", "git")))
        .isZero();
  }

  @Test
  void swapsAreCounted() {
    table.add(new DriverInfo("volume", "git", "1.0.0", List.of()), "one");
    table.add(new DriverInfo("volume", "git", "2.0.0", List.of()), "two");
    assertThat(table.remove("one")).isTrue();
    assertThat(value("carob_driver_changes_total", Map.of("type", "volume", "change", "came")))
        .isEqualTo(1);
    assertThat(value("carob_driver_changes_total", Map.of("type", "volume", "change", "replaced")))
        .isEqualTo(1);
  }
}
