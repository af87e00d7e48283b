package io.carob.image.store.snapshot;

import io.carob.image.store.meta.SnapshotId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names that a running operation needs: a snapshot that is held is not removed. Removal looks here
 * while a change is recorded; so whoever takes a hold, and then reads the state in a change, knows
 * that what it saw there stays.
 */
public final class Holds {

  /** Holds of one operation; closing gives them back. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private final Map<SnapshotId, Integer> counts = new HashMap<>();

  /** Holds the names, whether snapshots of these names are there or not. */
  public Held hold(Collection<SnapshotId> ids) {
    List<SnapshotId> taken = List.copyOf(ids);
    count(taken, 1);
    return () -> count(taken, -1);
  }

  /** Whether an operation holds the name. */
  public synchronized boolean isHeld(SnapshotId id) {
    return counts.containsKey(id);
  }

  private synchronized void count(List<SnapshotId> ids, int step) {
    for (SnapshotId id : ids) {
      int sum = counts.getOrDefault(id, 0) + step;
      if (sum == 0) {
        counts.remove(id);
      } else {
        counts.put(id, sum);
      }
    }
  }
}
