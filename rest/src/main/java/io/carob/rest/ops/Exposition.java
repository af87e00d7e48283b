package io.carob.rest.ops;

import io.carob.api.node.MetricSource.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Prometheus' text format 0.0.4. What belongs together is written together, sorted by name and
 * labels; of two values with the same name and labels the first counts.
 */
final class Exposition {

  static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";

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
      add(
          metric.name(),
          metric.name(),
          metric.help(),
          metric.type().name().toLowerCase(Locale.ROOT),
          metric.labels(),
          metric.value());
    }
    return this;
  }

  /** Adds a histogram: how many were no greater than each bound, their number and sum. */
  Exposition histogram(
      String name,
      String help,
      Map<String, String> labels,
      List<Double> bounds,
      List<Long> counts,
      double sum) {
    long all = 0;
    for (int i = 0; i <= bounds.size(); i++) {
      all += counts.get(i);
      Map<String, String> of = new TreeMap<>(labels);
      of.put("le", i < bounds.size() ? number(bounds.get(i)) : "+Inf");
      add(name, name + "_bucket", help, "histogram", of, (double) all);
    }
    add(name, name + "_sum", help, "histogram", labels, sum);
    add(name, name + "_count", help, "histogram", labels, (double) all);
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
