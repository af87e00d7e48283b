package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The drivers that are there, each probed once before its first use. */
final class Drivers {

  private final DriverTable<SnapshotDriver> table;
  private final Trash trash;
  private final Map<SnapshotDriver, Probe> probes =
      Collections.synchronizedMap(new IdentityHashMap<>());

  Drivers(DriverTable<SnapshotDriver> table, Trash trash) {
    this.table = table;
    this.trash = trash;
  }

  /** Runs a call on the driver of that name, waiting for it, after its probe has succeeded. */
  <R> R use(String name, Function<? super SnapshotDriver, ? extends R> call) {
    Places.checkDriver(name);
    return table.call(
        name,
        driver -> {
          probes.computeIfAbsent(driver, d -> new Probe()).ensure(name, driver, trash);
          return call.apply(driver);
        });
  }

  /** As {@link #use}, also when the driver does not work here: for clearing away. */
  <R> R useUnprobed(String name, Function<? super SnapshotDriver, ? extends R> call) {
    Places.checkDriver(name);
    return table.call(name, call);
  }

  /** Raises {@code UNAVAILABLE} at once when no driver of that name is there. */
  void require(String name) {
    Places.checkDriver(name);
    table.require(name);
  }

  boolean isThere(String name) {
    return list().stream().anyMatch(info -> info.name().equals(name));
  }

  List<DriverInfo> list() {
    return table.list();
  }

  /** The version of the driver that serves now. */
  String version(String name) {
    return list().stream()
        .filter(info -> info.name().equals(name))
        .map(DriverInfo::version)
        .findFirst()
        .orElse("unknown");
  }

  /** Forgets the probe of a driver that has left. */
  void forget(SnapshotDriver driver) {
    probes.remove(driver);
  }

  private static final class Probe {
    private boolean done;
    private @Nullable CarobException refusal;

    synchronized void ensure(String name, SnapshotDriver driver, Trash trash) {
      if (!done) {
        refusal = probe(name, driver, trash);
        done = true;
      }
      if (refusal != null) {
        throw new CarobException(refusal.code(), String.valueOf(refusal.getMessage()), refusal);
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
        trash.delete(scratch);
      }
    }
  }
}
