package io.carob.api.snapshot;

import java.util.OptionalLong;

/** What else may be asked for an active snapshot. */
public final class SnapshotOptions {

  /** Nothing else. */
  public static final SnapshotOptions NONE = new SnapshotOptions(OptionalLong.empty());

  private final OptionalLong limitBytes;

  private SnapshotOptions(OptionalLong limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * A hard limit on what the snapshot itself takes.
   *
   * @param bytes at least {@link Snapshots#SMALLEST_LIMIT}
   * @return options with that limit alone
   */
  public static SnapshotOptions limit(long bytes) {
    return new SnapshotOptions(OptionalLong.of(bytes));
  }

  /** {@return the hard limit in bytes, if there is to be one} */
  public OptionalLong limitBytes() {
    return limitBytes;
  }
}
