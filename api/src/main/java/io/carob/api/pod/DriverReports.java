package io.carob.api.pod;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverListener;
import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverStatus.State;
import io.carob.api.driver.DriverTable;
import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.api.node.HealthSource;
import io.carob.api.node.MetricSource;
import io.carob.api.node.MetricSource.Metric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells what becomes of the drivers of a table: as events of {@code Driver/TYPE/NAME}, with the
 * reasons {@code DriverCame}, {@code DriverReplaced}, {@code DriverRefused}, {@code DriverStuck},
 * {@code DriverFreed} and {@code DriverGone}; as a part of the node's health; and as metrics.
 */
public final class DriverReports implements DriverListener, HealthSource, MetricSource {

  private static final int MOST_KEPT = 100;

  private final String type;
  private final DriverTable<?> table;
  private final Supplier<? extends @Nullable Events> events;
  private final Map<Change, LongAdder> changes = new EnumMap<>(Change.class);
  private final Queue<Runnable> kept = new ArrayDeque<>();

  /**
   * Listens to a table from now on.
   *
   * @param type its type of drivers
   * @param table the table
   * @param events where to tell; null while there is nothing of the kind, and then what happens is
   *     kept until {@link #catchUp}
   */
  public DriverReports(
      String type, DriverTable<?> table, Supplier<? extends @Nullable Events> events) {
    this.type = type;
    this.table = table;
    this.events = events;
    for (Change change : Change.values()) {
      changes.put(change, new LongAdder());
    }
    table.listen(this);
  }

  @Override
  public void changed(Change change, DriverStatus status) {
    changes.getOrDefault(change, new LongAdder()).increment();
    if (change == Change.CHECKED) {
      return; // that it waits for its turn is worth no event
    }
    synchronized (kept) {
      kept.add(() -> record(change, status));
      if (kept.size() > MOST_KEPT) {
        kept.remove();
      }
    }
    catchUp();
  }

  /** Tells what could not be told before. */
  public void catchUp() {
    while (events.get() != null) {
      Runnable next;
      synchronized (kept) {
        next = kept.poll();
      }
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  private void record(Change change, DriverStatus status) {
    Events to = events.get();
    if (to != null) {
      boolean bad = change == Change.REFUSED || change == Change.STUCK;
      DriverInfo info = status.info();
      to.record(
          bad ? "Warning" : "Normal",
          reason(change),
          new ResourceKey("Driver", type, info.name()),
          text(change, status));
    }
  }

  private static String reason(Change change) {
    return switch (change) {
      case CAME -> "DriverCame";
      case REPLACED -> "DriverReplaced";
      case CHECKED -> "DriverChecked";
      case REFUSED -> "DriverRefused";
      case STUCK -> "DriverStuck";
      case FREED -> "DriverFreed";
      case GONE -> "DriverGone";
    };
  }

  private static String text(Change change, DriverStatus status) {
    String version = status.info().version() + " of " + status.source();
    return switch (change) {
      case CAME -> version + " serves";
      case REPLACED -> version + " serves in place of the one before";
      case CHECKED -> version + " stands by";
      case REFUSED -> version + " is refused: " + status.reason();
      case STUCK -> version + ": " + status.reason();
      case FREED -> version + " has ended what it was stuck in";
      case GONE ->
          status.calls() == 0
              ? version + " has left"
              : version + " has left, but " + status.calls() + " calls of it go on";
    };
  }

  @Override
  public List<Part> parts() {
    List<DriverStatus> all = table.statuses();
    List<DriverStatus> bad =
        all.stream()
            .filter(one -> one.state() == State.STUCK || one.state() == State.REFUSED)
            .toList();
    boolean none = all.stream().noneMatch(DriverReports::serves);
    Level level = none ? Level.DOWN : bad.isEmpty() ? Level.OK : Level.DEGRADED;
    String found =
        bad.isEmpty()
            ? none
                ? "no " + type + " is there; install one"
                : all.size() == 1 ? "1 is there" : all.size() + " are there"
            : bad.stream().map(DriverReports::line).collect(Collectors.joining("; "));
    return List.of(new Part(type + " drivers", Kind.READY, level, found));
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>(table.metrics());
    changes.forEach(
        (change, count) ->
            all.add(
                new Metric(
                    "carob_driver_changes_total",
                    "What became of drivers; replaced is a swap.",
                    MetricSource.Type.COUNTER,
                    Map.of("type", type, "change", change.name().toLowerCase(Locale.ROOT)),
                    count.doubleValue())));
    return all;
  }

  private static boolean serves(DriverStatus status) {
    return status.state() == State.SERVING
        || status.state() == State.CHECKING
        || status.state() == State.STUCK;
  }

  private static String line(DriverStatus status) {
    return status.info().name() + " " + status.info().version() + ": " + status.reason();
  }
}
