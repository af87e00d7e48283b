package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Console;
import io.carob.api.node.Health;
import io.carob.api.node.LogLevels;
import io.carob.api.node.MetricSource;
import io.carob.api.node.SupportSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Health, metrics, log levels and a console, as a test wants them. */
public final class FakeOps implements Health, MetricSource, LogLevels, SupportSource, Console {

  /** The parts that were looked at. */
  public volatile List<Part> parts =
      List.of(
          new Part("framework", Kind.LIVE, Level.OK, "runs"),
          new Part("disk", Kind.READY, Level.DEGRADED, "is nearly full"));

  /** The parts as they are when looked at anew; empty for the same. */
  public volatile List<Part> changed = List.of();

  /** The metrics. */
  public volatile List<Metric> metrics = List.of();

  /** What else is collected for support. */
  public volatile Map<String, String> files = Map.of();

  /** What collecting it ends with. */
  public volatile @Nullable Error failure;

  private final Map<String, String> levels = new TreeMap<>(Map.of("ROOT", "INFO"));

  @Override
  public List<Part> parts() {
    return parts;
  }

  @Override
  public List<Part> look() {
    return changed.isEmpty() ? parts : changed;
  }

  @Override
  public List<Metric> metrics() {
    return metrics;
  }

  @Override
  public Map<String, String> files() {
    Error broken = failure;
    if (broken != null) {
      throw broken;
    }
    return files;
  }

  /** Echoes the line; one that begins with {@code fail} fails. */
  @Override
  public Outcome run(String line, Duration limit) {
    return new Outcome(
        "ran \u001b[1m" + line + " for " + limit.toSeconds() + "\n",
        line.startsWith("fail") ? Optional.of("as asked") : Optional.empty());
  }

  @Override
  public Map<String, String> levels() {
    return new TreeMap<>(levels);
  }

  @Override
  public void set(String logger, String level) {
    if (!List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF").contains(level)) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "\"" + level + "\" is no level");
    }
    levels.put(logger, level);
  }
}
