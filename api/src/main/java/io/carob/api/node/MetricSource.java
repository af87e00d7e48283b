package io.carob.api.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
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
    GAUGE
  }
}
