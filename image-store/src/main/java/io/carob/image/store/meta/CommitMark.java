package io.carob.image.store.meta;

import io.carob.api.snapshot.SnapshotKey;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a commit is recognised after a crash. The row is recorded before the place is known to be on
 * the disk, and the place gets this mark last: where it is not there, the commit never returned.
 *
 * @param value what the place is marked with
 * @param active the name that the snapshot had before, and has again when the mark is not there
 */
public record CommitMark(String value, SnapshotKey active) {

  private static final char BETWEEN = ' ';

  /** A mark as no other commit has. */
  public static CommitMark of(SnapshotKey active) {
    return new CommitMark(Long.toHexString(ThreadLocalRandom.current().nextLong()), active);
  }

  static CommitMark parse(String text) {
    int between = text.indexOf(BETWEEN);
    return new CommitMark(text.substring(0, between), new SnapshotKey(text.substring(between + 1)));
  }

  /** As it stands in the file. */
  @Override
  public String toString() {
    return value + BETWEEN + active;
  }
}
