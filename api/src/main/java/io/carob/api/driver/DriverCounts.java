package io.carob.api.driver;

import io.carob.api.node.MetricSource;
import io.carob.api.node.MetricSource.Metric;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of one driver; cheap enough for each of them. */
final class DriverCounts {

  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** A call has ended. */
  void ended(boolean well) {
    calls.increment();
    if (!well) {
      failures.increment();
    }
  }

  List<Metric> metrics(DriverInfo info) {
    Map<String, String> labels =
        Map.of("type", info.type(), "name", info.name(), "version", info.version());
    return List.of(
        counter("carob_driver_calls_total", "Calls of a driver that ended.", labels, calls.sum()),
        counter(
            "carob_driver_failures_total",
            "Calls of a driver that raised an error.",
            labels,
            failures.sum()));
  }

  private static Metric counter(
      String name, String help, Map<String, String> labels, Number value) {
    return new Metric(name, help, MetricSource.Type.COUNTER, labels, value.doubleValue());
  }
}
