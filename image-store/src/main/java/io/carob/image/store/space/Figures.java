package io.carob.image.store.space;

import io.carob.api.CarobException;
import io.carob.api.Usage;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.SnapshotCare;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known sizes of snapshots that change without Carob: writable layers. One thread measures
 * them, when somebody asks and the figure is old; nobody polls. Figures are kept by place, for
 * names may come again.
 */
final class Figures implements AutoCloseable {

  /** How old a figure may be before the next question has it measured again. */
  static final Duration FRESH = Duration.ofSeconds(30);

  /** How long a question waits for a snapshot that was never measured. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

  /** One measurement. */
  record Figure(Usage usage, Instant measured) {}

  private final SnapshotCare care;
  private final Clock clock;
  private final Map<Long, Figure> known = new ConcurrentHashMap<>();
  private final Map<Long, Future<?>> running = new ConcurrentHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "carob-measure");
            thread.setDaemon(true);
            return thread;
          });

  Figures(SnapshotCare care, Clock clock) {
    this.care = care;
    this.clock = clock;
  }

  /**
   * The figures of these snapshots.
   *
   * @param fresh whether to measure all of them now and wait for that
   */
  Map<Long, Figure> of(Collection<SnapshotRow> rows, boolean fresh) {
    Set<Long> present = new HashSet<>();
    rows.forEach(row -> present.add(row.place()));
    known.keySet().retainAll(present);
    Instant old = clock.instant().minus(FRESH);
    List<Future<?>> awaited = new ArrayList<>();
    for (SnapshotRow row : rows) {
      Figure figure = known.get(row.place());
      boolean due = fresh || figure == null || figure.measured().isBefore(old);
      if (due && care.hasDriver(row.id().driver())) {
        Future<?> run = fresh ? start(row) : running.computeIfAbsent(row.place(), p -> start(row));
        if (fresh || figure == null) {
          awaited.add(run);
        }
      }
    }
    await(awaited, fresh);
    return Map.copyOf(known);
  }

  private Future<?> start(SnapshotRow row) {
    return worker.submit(
        () -> {
          try {
            known.put(row.place(), new Figure(care.measure(row.id()), clock.instant()));
          } catch (CarobException e) {
            LOG.debug("{} was not measured", row.id(), e); // removed meanwhile, or its driver left
          } finally {
            running.remove(row.place());
          }
        });
  }

  private static void await(List<Future<?>> runs, boolean patiently) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Future<?> run : runs) {
      try {
        if (patiently) {
          run.get();
        } else {
          run.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
      } catch (TimeoutException e) {
        return; // it goes on; the next question has its answer
      } catch (ExecutionException e) {
        LOG.warn("measuring a writable layer failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
