package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.meta.SnapshotRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers of the forms in which drivers keep things on disk. A row carries the highest number
 * of the drivers that wrote its place, beside the version; none is written for the first form.
 */
final class Formats {

  private static final int FIRST = 1;

  /** What one driver has said of itself; its answers are constant. */
  static final class Known {
    private final Map<Integer, Boolean> read = new ConcurrentHashMap<>();
    private volatile boolean readsFirst;
    private volatile int own;

    private boolean reads(int format, SnapshotDriver driver) {
      if (format == FIRST && readsFirst) {
        return true;
      }
      boolean reads = read.computeIfAbsent(format, driver::readsDiskFormat);
      if (format == FIRST) {
        readsFirst = reads;
      }
      return reads;
    }

    private int own(SnapshotDriver driver) {
      if (own == 0) {
        own = driver.diskFormat();
      }
      return own;
    }
  }

  private Formats() {}

  private static int of(Map<String, String> labels, Object what) {
    String number = labels.get(Snapshots.DRIVER_FORMAT_LABEL);
    if (number == null) {
      return FIRST;
    }
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS,
          "the record of snapshot " + what + " has \"" + number + "\" for a form on disk",
          e);
    }
  }

  /**
   * Looks whether a driver can work on the places of snapshots.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when it cannot
   */
  static void check(CheckedSnapshotter driver, List<SnapshotRow> rows) {
    for (SnapshotRow row : rows) {
      check(driver, row.labels(), row.id());
    }
  }

  /** As the other, for a place that is not recorded yet. */
  static void check(CheckedSnapshotter driver, Map<String, String> labels, Object what) {
    int format = of(labels, what);
    if (!known(driver).reads(format, driver)) {
      throw refused(driver, labels, what, format);
    }
  }

  private static CarobException refused(
      CheckedSnapshotter driver, Map<String, String> labels, Object what, int format) {
    String writer = labels.get(Snapshots.DRIVER_VERSION_LABEL);
    String name = driver.name();
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "snapshot "
            + what
            + " was written in form "
            + format
            + " of "
            + name
            + (writer == null ? "" : " " + writer)
            + "; "
            + name
            + " "
            + driver.call().info().version()
            + ", which is here, writes form "
            + known(driver).own(driver)
            + " and cannot read it: install "
            + (writer == null ? "the later version" : writer)
            + " again");
  }

  private static Known known(CheckedSnapshotter driver) {
    return driver.call().once(Known.class, Known::new);
  }

  /** The labels of what a driver has written now, over those of what was there before. */
  static Map<String, String> written(CheckedSnapshotter driver, Map<String, String> before) {
    int own = known(driver).own(driver);
    if (own <= of(before, driver.name())) {
      return before;
    }
    Map<String, String> all = new HashMap<>(before);
    all.put(Snapshots.DRIVER_FORMAT_LABEL, Integer.toString(own));
    all.put(Snapshots.DRIVER_VERSION_LABEL, driver.call().info().version());
    return all;
  }

  /** A row whose place is about to be written; other labels may have come since. */
  static SnapshotRow noted(SnapshotRow row, Map<String, String> written) {
    Map<String, String> all = new HashMap<>(row.labels());
    for (String label : List.of(Snapshots.DRIVER_FORMAT_LABEL, Snapshots.DRIVER_VERSION_LABEL)) {
      String value = written.get(label);
      if (value != null) {
        all.put(label, value);
      }
    }
    return row.withLabels(all, row.updated());
  }

  /** A row whose place was written anew. */
  static SnapshotRow rewritten(SnapshotRow row, Map<String, String> written) {
    Map<String, String> all = new HashMap<>(row.labels());
    all.remove(Snapshots.DRIVER_FORMAT_LABEL);
    all.putAll(written);
    return row.withLabels(all, row.updated());
  }
}
