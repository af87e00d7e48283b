package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The drivers that are there, each probed once before its first use. A call names its own place, so
 * that no two versions of a driver work there at once. Its parents need not be named: nobody writes
 * into a committed place, and none is removed while something stands on it.
 */
final class Drivers {

  private final DriverTable<SnapshotDriver> table;
  private final Trash trash;
  private final LayerMounts layers;

  Drivers(DriverTable<SnapshotDriver> table, Trash trash, LayerMounts layers) {
    this.table = table;
    this.trash = trash;
    this.layers = layers;
    table.guardBy(CheckedSnapshotter::new);
    table.frameBy(DriverLog::enter);
  }

  /**
   * Runs a call on the driver of that name, waiting for it, after its probe has succeeded. What has
   * to be mounted of the committed ones among the rows is.
   *
   * @param place what it works on
   * @param rows the snapshots of the places that it is given, where they are recorded
   * @throws CarobException also {@code FAILED_PRECONDITION} when the driver cannot read one of them
   */
  <R> R use(
      String name,
      Path place,
      List<SnapshotRow> rows,
      Function<? super CheckedSnapshotter, ? extends R> call) {
    return probed(name, place.toString(), rows, call);
  }

  /** As {@link #use}, for what works on no place. */
  <R> R ask(String name, Function<? super CheckedSnapshotter, ? extends R> call) {
    return probed(name, "", List.of(), call);
  }

  private <R> R probed(
      String name,
      String subject,
      List<SnapshotRow> rows,
      Function<? super CheckedSnapshotter, ? extends R> call) {
    Places.checkDriver(name);
    return table.call(
        name,
        subject,
        driver -> {
          CheckedSnapshotter present = (CheckedSnapshotter) driver; // so the table guards them
          present.call().once(Probe.class, Probe::new).ensure(name, present, trash, limit());
          Formats.check(present, rows);
          layers.show(present, rows);
          return call.apply(present);
        });
  }

  /** As {@link #use}, also when the driver does not work here: for clearing away. */
  <R> R useUnprobed(
      String name,
      Path place,
      List<SnapshotRow> rows,
      Function<? super CheckedSnapshotter, ? extends R> call) {
    Places.checkDriver(name);
    return table.call(
        name,
        place.toString(),
        driver -> {
          CheckedSnapshotter present = (CheckedSnapshotter) driver;
          Formats.check(present, rows);
          return call.apply(present);
        });
  }

  /** Raises {@code UNAVAILABLE} at once when no driver of that name is there. */
  void require(String name) {
    Places.checkDriver(name);
    table.require(name);
  }

  boolean isThere(String name) {
    return table.isThere(name);
  }

  List<DriverInfo> list() {
    return table.list();
  }

  /** How long one method of a driver may go on. */
  Duration limit() {
    return table.limit();
  }

  /** What a thread does with a driver now, in words. */
  Optional<String> doing(Thread thread) {
    return table.doing(thread);
  }

  /** The probe of one driver; those that come while it runs wait no longer than it may take. */
  static final class Probe {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean done;
    private volatile @Nullable CarobException refusal;

    void ensure(String name, SnapshotDriver driver, Trash trash, Duration limit) {
      if (!done) {
        probeOnce(name, driver, trash, limit);
      }
      CarobException no = refusal;
      if (no != null) {
        throw new CarobException(no.code(), String.valueOf(no.getMessage()), no);
      }
    }

    private void probeOnce(String name, SnapshotDriver driver, Trash trash, Duration limit) {
      try {
        if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new CarobException(
              ErrorCode.UNAVAILABLE,
              "the probe of snapshotter \"" + name + "\" has not ended; try again later");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted during a probe", e);
      }
      try {
        if (!done) {
          refusal = probe(name, driver, trash);
          done = true;
        }
      } finally {
        lock.unlock();
      }
    }

    /** What says that the driver cannot work here; other failures may pass, and are raised. */
    private static @Nullable CarobException probe(String name, SnapshotDriver driver, Trash trash) {
      Path scratch = trash.scratch();
      try {
        driver.probe(scratch);
        return null;
      } catch (CarobException e) {
        if (e.code() != ErrorCode.UNSUPPORTED) {
          throw e;
        }
        return new CarobException(
            ErrorCode.UNSUPPORTED,
            "snapshotter \""
                + name
                + "\" does not work on this host: "
                + e.getMessage()
                + (name.equals("native-copy")
                    ? ""
                    : ". The snapshotter native-copy works on every file system"),
            e);
      } finally {
        trash.deleteScratch(scratch);
      }
    }
  }
}
