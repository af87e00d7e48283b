package io.carob.rest.ops;

import io.carob.api.node.MetricSource;
import io.carob.api.node.MetricSource.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Prometheus' text format 0.0.4. What belongs together is written together, sorted by name and
 * labels; of two values with the same name and labels the first counts.
 */
final class Exposition {

  static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";

  /** What the values of one histogram have beside its name. */
  private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

  private static final class Family {
    private final String help;
    private final String type;
    private final List<String> lines = new ArrayList<>();

    private Family(String help, String type) {
      this.help = help;
      this.type = type;
    }
  }

  private final Map<String, Family> families = new TreeMap<>();
  private final Set<String> written = new HashSet<>();

  /** Adds values; one whose type is not that of its name is left out. */
  Exposition add(List<Metric> metrics) {
    for (Metric metric : metrics) {
      boolean part = metric.type() == MetricSource.Type.HISTOGRAM;
      String family = part ? PART.matcher(metric.name()).replaceFirst("") : metric.name();
      if (part && family.equals(metric.name())) {
        continue; // no value of a histogram
      }
      add(
          family,
          metric.name(),
          metric.help(),
          metric.type().name().toLowerCase(Locale.ROOT),
          metric.labels(),
          metric.value());
    }
    return this;
  }

  private void add(
      String family,
      String name,
      String help,
      String type,
      Map<String, String> labels,
      double value) {
    Family of = families.computeIfAbsent(family, n -> new Family(help, type));
    String key = name + labels(labels);
    if (of.type.equals(type) && written.add(key)) {
      of.lines.add(key + " " + number(value));
    }
  }

  private static String labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("{");
    new TreeMap<>(labels)
        .forEach(
            (name, value) -> {
              out.append(out.length() > 1 ? "," : "");
              out.append(name).append("=\"").append(escape(value)).append('"');
            });
    return out.append('}').toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  /** The text; histograms keep the order of their bounds. */
  String text() {
    StringBuilder out = new StringBuilder();
    families.forEach(
        (name, family) -> {
          String help = family.help.replace("\\", "\\\\").replace("\n", "\\n");
          out.append("# HELP ").append(name).append(' ').append(help).append('\n');
          out.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
          if (!family.type.equals("histogram")) {
            family.lines.sort(null);
          }
          family.lines.forEach(line -> out.append(line).append('\n'));
        });
    return out.toString();
  }
}
