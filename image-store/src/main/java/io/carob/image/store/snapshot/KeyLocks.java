package io.carob.image.store.snapshot;

import io.carob.image.store.meta.SnapshotId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * One lock a snapshot name. An operation takes all it needs at once, in the order of the names, so
 * two can never wait for each other.
 */
final class KeyLocks {

  private static final class Entry {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    int users;
  }

  private final ConcurrentHashMap<SnapshotId, Entry> entries = new ConcurrentHashMap<>();

  /**
   * Runs something under locks.
   *
   * @param own names that it changes
   * @param used names that must stay while it runs
   */
  <R> R with(Collection<SnapshotId> own, Collection<SnapshotId> used, Supplier<R> work) {
    TreeMap<SnapshotId, Boolean> wanted = new TreeMap<>();
    used.forEach(id -> wanted.put(id, false));
    own.forEach(id -> wanted.put(id, true));
    Deque<Runnable> back = new ArrayDeque<>(wanted.size());
    try {
      wanted.forEach((id, write) -> back.push(takeOne(id, write)));
      return work.get();
    } finally {
      back.forEach(Runnable::run);
    }
  }

  private Runnable takeOne(SnapshotId id, boolean write) {
    Entry entry =
        entries.compute(
            id,
            (key, present) -> {
              Entry used = present == null ? new Entry() : present;
              used.users++;
              return used;
            });
    Lock lock = write ? entry.lock.writeLock() : entry.lock.readLock();
    lock.lock();
    return () -> {
      lock.unlock();
      entries.compute(id, (key, present) -> --entry.users == 0 ? null : entry);
    };
  }
}
