package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One lock for each place, for calls of those who otherwise share it: all who stand on a place show
 * it, which may be measured meanwhile, and several may read its changes. Who waits for one waits no
 * longer than a driver may take, and keeps nobody from another place.
 */
final class PlaceLocks {

  private static final class Entry {
    final ReentrantLock lock = new ReentrantLock();
    int users;
  }

  private final ConcurrentHashMap<Long, Entry> entries = new ConcurrentHashMap<>();
  private final Supplier<Duration> limit;

  PlaceLocks(Supplier<Duration> limit) {
    this.limit = limit;
  }

  /**
   * Runs something that no other thread runs for that place meanwhile.
   *
   * @throws CarobException {@code UNAVAILABLE} when another one did not end in time
   */
  <R> R with(long place, Supplier<R> work) {
    Entry entry =
        entries.compute(
            place,
            (number, present) -> {
              Entry used = present == null ? new Entry() : present;
              used.users++;
              return used;
            });
    try {
      take(entry.lock, place);
      try {
        return work.get();
      } finally {
        entry.lock.unlock();
      }
    } finally {
      entries.compute(place, (number, present) -> --entry.users == 0 ? null : entry);
    }
  }

  private void take(ReentrantLock lock, long place) {
    Duration most = limit.get();
    try {
      if (lock.tryLock(most.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting for place " + place, e);
    }
    throw new CarobException(
        ErrorCode.UNAVAILABLE,
        "place "
            + place
            + " is in use by another operation for longer than "
            + most.toSeconds()
            + " s. Try again later");
  }
}
