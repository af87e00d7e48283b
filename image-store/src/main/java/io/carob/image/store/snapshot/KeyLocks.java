package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.meta.SnapshotId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One lock a snapshot name. An operation takes all it needs at once, in the order of the names, so
 * two can never wait for each other. It waits no longer than a driver may take: a driver that
 * blocks would otherwise stop everybody who needs the name.
 */
final class KeyLocks {

  private static final class Entry {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    int users;

    /** One of those that have it now, for a message. */
    volatile @Nullable Thread last;
  }

  private final ConcurrentHashMap<SnapshotId, Entry> entries = new ConcurrentHashMap<>();
  private final Duration limit;
  private final Function<Thread, Optional<String>> doing;

  /**
   * Makes locks that nobody has.
   *
   * @param limit how long one waits for a name
   * @param doing says what a thread does that has one
   */
  KeyLocks(Duration limit, Function<Thread, Optional<String>> doing) {
    this.limit = limit;
    this.doing = doing;
  }

  /**
   * Runs something under locks.
   *
   * @param own names that it changes
   * @param used names that must stay while it runs
   * @throws CarobException {@code UNAVAILABLE} when a name was not let go of in time
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
    if (!isTaken(lock)) {
      CarobException busy = busy(id, entry.last);
      leave(id, entry);
      throw busy;
    }
    entry.last = Thread.currentThread();
    return () -> {
      if (entry.last == Thread.currentThread()) {
        entry.last = null;
      }
      lock.unlock();
      leave(id, entry);
    };
  }

  private void leave(SnapshotId id, Entry entry) {
    entries.compute(id, (key, present) -> --entry.users == 0 ? null : entry);
  }

  /** As {@code lock()}, which no interrupt ends, within the limit. */
  private boolean isTaken(Lock lock) {
    boolean interrupted = Thread.interrupted();
    try {
      long until = System.nanoTime() + limit.toNanos();
      while (true) {
        try {
          return lock.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CarobException busy(SnapshotId id, @Nullable Thread holder) {
    Optional<String> what = holder == null ? Optional.empty() : doing.apply(holder);
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        "snapshot "
            + id
            + " is in use for longer than "
            + limit.toSeconds()
            + " s: "
            + what.orElse("another operation works with it")
            + ". Try again later");
  }
}
