package io.carob.api.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ConsumerType;

/** Counts and measures something. All services of this type are asked for {@code /metrics}. */
@ConsumerType
@FunctionalInterface
public interface MetricSource {

  /**
   * What it has measured so far. Called often, from any thread; cheap, and changes nothing. Does
   * not throw: of a source that does, nothing is shown.
   *
   * @return one element for each combination of labels
   */
  List<Metric> metrics();

  /**
   * One value, as Prometheus has them.
   *
   * @param name letters, digits, {@code _} and {@code :}, beginning with none of the digits; with
   *     its unit, such as {@code carob_driver_calls_total} or {@code carob_snapshot_bytes}
   * @param help what it is, in one line; the same for all of the name
   * @param type what kind of value it is; the same for all of the name
   * @param labels by name, names as above without {@code :}; each has few different values ever
   * @param value the value, in base units: seconds, bytes
   */
  record Metric(String name, String help, Type type, Map<String, String> labels, double value) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_:][A-Za-z0-9_:]*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Checks the names and copies the labels.
     *
     * @throws CarobException {@code INVALID_ARGUMENT} for a name that breaks the grammar
     */
    public Metric {
      require(NAME, name, "metric");
      Objects.requireNonNull(help);
      Objects.requireNonNull(type);
      labels = Map.copyOf(labels);
      labels.keySet().forEach(label -> require(LABEL, label, "label"));
    }

    /**
     * How values are spread over bounds.
     *
     * @param name the name of the whole, with its unit, such as {@code carob_driver_wait_seconds}
     * @param help what is counted, in one line
     * @param labels by name, without {@code le}
     * @param bounds the bounds, least first
     * @param counts how many values were above the bound before and not above this one; one more
     *     element than there are bounds, for what is above all
     * @param sum the sum of all values
     * @return the values {@code NAME_bucket}, for each bound how many were not above it, which is
     *     the label {@code le}; {@code NAME_sum} and {@code NAME_count}
     */
    public static List<Metric> histogram(
        String name,
        String help,
        Map<String, String> labels,
        List<Double> bounds,
        List<Long> counts,
        double sum) {
      List<Metric> values = new ArrayList<>();
      long all = 0;
      for (int i = 0; i <= bounds.size(); i++) {
        all += counts.get(i);
        Map<String, String> of = new HashMap<>(labels);
        of.put("le", i < bounds.size() ? number(bounds.get(i)) : "+Inf");
        values.add(new Metric(name + "_bucket", help, Type.HISTOGRAM, of, all));
      }
      values.add(new Metric(name + "_sum", help, Type.HISTOGRAM, labels, sum));
      values.add(new Metric(name + "_count", help, Type.HISTOGRAM, labels, all));
      return List.copyOf(values);
    }

    private static String number(double bound) {
      return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private static void require(Pattern pattern, String name, String what) {
      if (!pattern.matcher(name).matches()) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "the name \"" + name + "\" of a " + what + " must match " + pattern);
      }
    }
  }

  /** What kind of value. */
  enum Type {
    /** Only ever grows, from the start of the service on. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** One value of several that belong together, as {@link Metric#histogram} makes them. */
    HISTOGRAM
  }
}
