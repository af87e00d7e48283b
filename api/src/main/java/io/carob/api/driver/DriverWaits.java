package io.carob.api.driver;

import io.carob.api.node.MetricSource.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How long calls waited for the drivers of one name, or for what they work on, until they were
 * given one or none. It goes over all versions: the pause of a swap belongs to none of them.
 * Guarded by the table's lock.
 */
final class DriverWaits {

  private static final double NANOS = 1e9;

  private static final List<Double> BOUNDS =
      List.of(
          0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);

  private final long[] counts = new long[BOUNDS.size() + 1];
  private long nanos;

  /** A call has waited so long. */
  void add(long waited) {
    double seconds = waited / NANOS;
    int place = 0;
    while (place < BOUNDS.size() && seconds > BOUNDS.get(place)) {
      place++;
    }
    counts[place]++;
    nanos += waited;
  }

  List<Metric> metrics(String type, String name) {
    return Metric.histogram(
        "carob_driver_wait_seconds",
        "How long calls waited that had to, for a driver or for what they work on.",
        Map.of("type", type, "name", name),
        BOUNDS,
        Arrays.stream(counts).boxed().toList(),
        nanos / NANOS);
  }
}
