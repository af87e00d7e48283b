package io.carob.rest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of Prometheus' text format 0.0.4. */
final class PrometheusText {

  private static final Pattern META =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
  private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram");

  private final Map<String, Double> samples = new HashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final Set<String> closed = new HashSet<>();
  private String family = "";

  static PrometheusText parse(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("no line end at the end");
    }
    PrometheusText parsed = new PrometheusText();
    text.lines().forEach(parsed::line);
    return parsed;
  }

  private void line(String line) {
    Matcher meta = META.matcher(line);
    if (meta.matches()) {
      begin(meta.group(2));
      if (meta.group(1).equals("TYPE")) {
        require(TYPES.contains(meta.group(3)), line);
        require(types.put(meta.group(2), meta.group(3)) == null, line);
      }
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    require(sample.matches(), line);
    String name = sample.group(1);
    String of = "histogram".equals(types.get(family)) ? name.replaceAll("_[a-z]+$", "") : name;
    require(of.equals(family) && types.containsKey(family), line);
    String labels = sample.group(2) == null ? "" : sample.group(2);
    double value =
        switch (sample.group(3)) {
          case "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(sample.group(3));
        };
    require(samples.put(name + labels(labels, line), value) == null, line);
  }

  /** All lines of one name stand together. */
  private void begin(String name) {
    if (!name.equals(family)) {
      closed.add(family);
      require(!closed.contains(name), name);
      family = name;
    }
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (end < text.length()) {
      require(label.find(), line);
      String value = label.group(2).replaceAll("\\\\n", "\n").replaceAll("\\\\([\\\\\"])", "$1");
      require(labels.put(label.group(1), value) == null, line);
      end = label.end();
    }
    return labels;
  }

  private static void require(boolean good, String line) {
    if (!good) {
      throw new IllegalArgumentException("not Prometheus' format: " + line);
    }
  }

  boolean has(String name, Map<String, String> labels) {
    return samples.containsKey(name + new TreeMap<>(labels));
  }

  double value(String name, Map<String, String> labels) {
    Double value = samples.get(name + new TreeMap<>(labels));
    if (value == null) {
      throw new AssertionError("no " + name + labels + " in " + new TreeMap<>(samples).keySet());
    }
    return value;
  }
}
