package io.carob.health;

import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.framework.ServiceReference;

/** The health of the node: of all checks and all sources. */
final class NodeHealth implements Health {

  /** The tag of checks without which only a new start of the service helps. */
  static final String LIVE = "live";

  /** The tag of checks without which pods cannot be started and run as they should. */
  static final String READY = "ready";

  private final HealthCheckExecutor executor;
  private final Tracked<HealthSource, List<Part>> sources;
  private final Duration limit;
  private final Duration age;
  private final Map<ServiceReference<?>, List<Part>> known = new ConcurrentHashMap<>();

  NodeHealth(
      HealthCheckExecutor executor,
      Tracked<HealthSource, List<Part>> sources,
      Duration limit,
      Duration age) {
    this.executor = executor;
    this.sources = sources;
    this.limit = limit;
    this.age = age;
  }

  @Override
  public List<Part> parts() {
    return parts(age, new HealthCheckExecutionOptions());
  }

  @Override
  public List<Part> look() {
    return parts(Duration.ZERO, new HealthCheckExecutionOptions().setForceInstantExecution(true));
  }

  private List<Part> parts(Duration age, HealthCheckExecutionOptions options) {
    Map<ServiceReference<HealthSource>, Asked.Run<List<Part>>> asked = new LinkedHashMap<>();
    for (var source : sources.all()) {
      asked.put(source.getKey(), source.getValue().ask(age)); // all at once, and beside the checks
    }
    List<Part> parts = new ArrayList<>();
    for (HealthCheckExecutionResult result :
        executor.execute(HealthCheckSelector.empty(), options)) {
      parts.add(part(result));
    }
    asked.forEach((source, run) -> parts.addAll(await(source, run)));
    known.keySet().retainAll(asked.keySet());
    parts.sort(Comparator.comparing(Part::kind).thenComparing(Part::name));
    return List.copyOf(parts);
  }

  /** While a part is down, one that comes back is to be seen at once. */
  static boolean lasts(List<Part> parts) {
    return parts.stream().noneMatch(part -> part.level() == Level.DOWN);
  }

  private List<Part> await(ServiceReference<HealthSource> source, Asked.Run<List<Part>> run) {
    try {
      Asked.Outcome<List<Part>> outcome = run.await(limit);
      if (outcome.value().isPresent()) {
        List<Part> parts = List.copyOf(outcome.value().get());
        known.put(source, parts);
        return parts;
      }
      String why = outcome.hangs() ? Words.hangs(outcome.took()) : Words.failed(outcome);
      return down(source, why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down(source, "was not waited for");
    }
  }

  /** All parts that the source has told of before; one with the name of its bundle otherwise. */
  private List<Part> down(ServiceReference<HealthSource> source, String why) {
    List<Part> before = known.getOrDefault(source, List.of());
    if (before.isEmpty()) {
      var bundle = source.getBundle();
      String name = bundle == null ? "a part that has gone" : bundle.getSymbolicName();
      return List.of(new Part(name, Kind.READY, Level.DOWN, why));
    }
    return before.stream()
        .map(part -> new Part(part.name(), part.kind(), Level.DOWN, why))
        .toList();
  }

  private static Part part(HealthCheckExecutionResult result) {
    var check = result.getHealthCheckMetadata();
    boolean live = check.getTags().contains(LIVE);
    Level level = level(result.getHealthCheckResult().getStatus());
    if (level == Level.DOWN && !live && !check.getTags().contains(READY)) {
      level = Level.DEGRADED; // nothing of the node depends on it
    }
    Kind kind = live ? Kind.LIVE : Kind.READY;
    return new Part(check.getTitle(), kind, level, found(result.getHealthCheckResult()));
  }

  private static Level level(Result.Status status) {
    return switch (status) {
      case OK -> Level.OK;
      case WARN -> Level.DEGRADED;
      default -> Level.DOWN;
    };
  }

  private static String found(Result result) {
    return StreamSupport.stream(result.spliterator(), false)
        .filter(entry -> !entry.isDebug())
        .filter(entry -> entry.getStatus() == result.getStatus())
        .map(ResultLog.Entry::getMessage)
        .collect(Collectors.joining("; "));
  }
}
