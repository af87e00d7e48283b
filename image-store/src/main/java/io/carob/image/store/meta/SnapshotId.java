package io.carob.image.store.meta;

import io.carob.api.snapshot.SnapshotKey;
import java.util.Comparator;
import java.util.Objects;

/**
 * A snapshot's full name: snapshot names are unique within one driver.
 *
 * @param driver the driver's name
 * @param key the snapshot's name
 */
public record SnapshotId(String driver, SnapshotKey key) implements Comparable<SnapshotId> {

  private static final Comparator<SnapshotId> ORDER =
      Comparator.comparing(SnapshotId::driver).thenComparing(SnapshotId::key);

  /** Checks that both are there. */
  public SnapshotId {
    Objects.requireNonNull(driver);
    Objects.requireNonNull(key);
  }

  @Override
  public int compareTo(SnapshotId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return driver + " " + key;
  }
}
