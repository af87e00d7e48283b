package io.carob.benchmarks.swap;

import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long calls in the service waited for their driver, or for what another version of it still
 * worked on: the histogram {@code carob_driver_wait_seconds}, of all types and names together. It
 * knows bounds, so each figure is the bound that a wait did not exceed.
 *
 * @param counts how many waits were no longer than each bound, in seconds; all by the greatest,
 *     which is infinite
 */
record DriverWaits(NavigableMap<Double, Long> counts) {

  private static final Pattern BUCKET =
      Pattern.compile(
          "(?m)^carob_driver_wait_seconds_bucket\\{(?:[^}]*,)?le=\"([^\"]+)\"[^}]*} (\\d+)$");
  private static final double MILLIS = 1000;

  DriverWaits {
    counts = new TreeMap<>(counts);
  }

  /** Those since the service started. */
  static DriverWaits of(Node node) throws IOException {
    return of(node.api().ask("GET", "/metrics", ""));
  }

  /** Those that a text of metrics tells. */
  static DriverWaits of(String metrics) {
    NavigableMap<Double, Long> counts = new TreeMap<>();
    Matcher bucket = BUCKET.matcher(metrics);
    while (bucket.find()) {
      boolean last = bucket.group(1).equals("+Inf");
      double bound = last ? Double.POSITIVE_INFINITY : Double.parseDouble(bucket.group(1));
      counts.merge(bound, Long.parseLong(bucket.group(2)), Long::sum);
    }
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("the service does not tell what calls waited");
    }
    return new DriverWaits(counts);
  }

  /** Those since then. */
  DriverWaits since(DriverWaits then) {
    NavigableMap<Double, Long> since = new TreeMap<>();
    counts.forEach((bound, count) -> since.put(bound, count - then.counts.getOrDefault(bound, 0L)));
    return new DriverWaits(since);
  }

  /** How many there were. */
  long number() {
    return counts.lastEntry().getValue();
  }

  /** The milliseconds that all of them did not exceed. */
  double longest() {
    return millis(number(), number());
  }

  /**
   * The milliseconds that a share of so many requests did not wait longer than. Each wait counts as
   * one of another request, and the others as ones that waited for nothing.
   */
  double percentile(double share, long requests) {
    long of = Math.max(requests, number());
    return millis((long) Math.ceil(share * of), of);
  }

  /** What the one at this place of so many has waited, from 1 on, the shortest first. */
  private double millis(long place, long of) {
    long without = of - number();
    if (place <= without) {
      return 0;
    }
    for (Map.Entry<Double, Long> bound : counts.entrySet()) {
      if (bound.getValue() >= place - without) {
        return bound.getKey() * MILLIS;
      }
    }
    throw new IllegalArgumentException(place + " of " + of);
  }
}
