package io.carob.image.store.snapshot;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places without a row. The driver releases what plain deletion would not, then the place goes to
 * the trash. Places whose driver is not there wait for it.
 */
final class Garbage {

  private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);

  private final Places places;
  private final Trash trash;
  private final Drivers drivers;
  private final SizeLimits limits;
  private final LayerMounts layers;
  private final Faults faults;
  private final Map<String, TreeSet<Long>> waiting = new ConcurrentHashMap<>();

  Garbage(
      Places places,
      Trash trash,
      Drivers drivers,
      SizeLimits limits,
      LayerMounts layers,
      Faults faults) {
    this.limits = limits;
    this.layers = layers;
    this.faults = faults;
    this.places = places;
    this.trash = trash;
    this.drivers = drivers;
  }

  /** Remembers a place for {@link #clear}. */
  void add(String driver, long place) {
    waiting.compute(
        driver,
        (name, numbers) -> {
          TreeSet<Long> all = numbers == null ? new TreeSet<>() : numbers;
          synchronized (all) {
            all.add(place);
          }
          return all;
        });
  }

  /** Clears one place now if its driver is there, and keeps it for later otherwise. */
  void clear(String driver, long place) {
    clear(driver, place, List.of());
  }

  /** Clears the place of a snapshot whose row was dropped. */
  void clear(SnapshotRow row) {
    clear(row.id().driver(), row.place(), List.of(row));
  }

  private void clear(String driver, long place, List<SnapshotRow> rows) {
    if (!drivers.isThere(driver)) {
      add(driver, place);
      clear(driver); // it may have come just now, and found nothing to clear
      return;
    }
    try {
      drivers.useUnprobed(
          driver,
          places.of(driver, place),
          rows,
          present -> {
            clear(present, driver, place);
            return present;
          });
    } catch (RuntimeException e) {
      keep(driver, place, e);
    }
  }

  /** Clears one place by a driver that is in use. */
  void clear(SnapshotDriver present, String driver, long place) {
    try {
      Path path = places.of(driver, place);
      layers.release(driver, place);
      present.remove(path);
      limits.release(driver, place);
      faults.at("garbage.removed");
      trash.take(path);
    } catch (RuntimeException e) {
      keep(driver, place, e);
    }
  }

  /** Whether a place waits to be cleared. */
  boolean isWaiting(String driver, long place) {
    TreeSet<Long> numbers = waiting.get(driver);
    if (numbers == null) {
      return false;
    }
    synchronized (numbers) {
      return numbers.contains(place);
    }
  }

  private void keep(String driver, long place, RuntimeException e) {
    LOG.warn(
        "clearing {} failed; it is tried again when the driver comes, or at the next start",
        places.of(driver, place),
        e);
    add(driver, place);
  }

  /** Whether anything waits for a driver. */
  boolean isWaitingFor(String driver) {
    return waiting.containsKey(driver);
  }

  /** Clears what waits for a driver, if that is there; an interrupt leaves the rest waiting. */
  void clear(String driver) {
    if (drivers.isThere(driver)) {
      TreeSet<Long> numbers = waiting.remove(driver);
      if (numbers != null) {
        numbers.forEach(place -> clearUnlessInterrupted(driver, place));
      }
    }
  }

  private void clearUnlessInterrupted(String driver, long place) {
    if (Thread.currentThread().isInterrupted()) {
      add(driver, place);
    } else {
      clear(driver, place);
    }
  }
}
