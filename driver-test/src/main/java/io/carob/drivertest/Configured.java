package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the drivers are configured with, and which others are there.
 *
 * @param words {@code KEY=VALUE} for the drivers under test; {@code PID:KEY=VALUE} for others
 * @param others jars of other drivers
 */
record Configured(List<String> words, List<Path> others) {

  private static final String SET = "carob.tck.set";
  private static final String WITH = "carob.tck.with";

  Configured {
    words = List.copyOf(words);
    others = List.copyOf(others);
  }

  static Configured of(Options options) {
    return new Configured(options.settings(), options.others());
  }

  /** Tells it to processes that the tests start. */
  void put() {
    System.setProperty(SET, String.join("\n", words));
    System.setProperty(WITH, String.join("\n", others.stream().map(Path::toString).toList()));
  }

  /** What {@link #put} told. */
  static Configured fromProperties() {
    return new Configured(lines(SET).toList(), lines(WITH).map(Path::of).toList());
  }

  private static Stream<String> lines(String property) {
    return System.getProperty(property, "").lines();
  }

  /** What is set for the drivers under test: what names no PID. */
  Map<String, String> ofTested() {
    return matching("");
  }

  /** What is set under a PID by name. */
  Map<String, String> ofOther(String pid) {
    return matching(pid);
  }

  /** What is set under one of the PIDs of the jar under test: of {@link #ofTested}, what it has. */
  Map<String, String> ofTested(DriverJar jar, String pid) {
    Map<String, String> values = new LinkedHashMap<>(ofTested());
    Set<String> known = jar.settings().get(pid);
    if (known != null && jar.settings().size() > 1) {
      values.keySet().retainAll(known);
    }
    values.putAll(ofOther(pid));
    return values;
  }

  private Map<String, String> matching(String pid) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String key = word.substring(0, equals);
      int colon = key.indexOf(':');
      if (pid.equals(key.substring(0, Math.max(colon, 0)))) {
        values.put(key.substring(colon + 1), word.substring(equals + 1));
      }
    }
    return values;
  }

  /**
   * Checks that the jar's drivers can be set so.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} for a key that they do not have
   */
  void check(DriverJar jar) {
    if (ofTested().isEmpty()) {
      return;
    }
    if (jar.pids().isEmpty() && jar.factories().isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the drivers of " + jar.file() + " take no settings: leave --set out");
    }
    Set<String> known = new TreeSet<>();
    jar.settings().values().forEach(known::addAll);
    if (!known.isEmpty()) {
      Settings.known(
          "setting of " + String.join(", ", jar.settings().keySet()), ofTested().keySet(), known);
    }
  }
}
