package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The drivers of one type, by name, while they come and go.
 *
 * <p>A call waits for its driver up to a given time, so that a swap is only a short pause. A driver
 * that leaves is given no new calls; {@link #remove} returns when its running calls have ended. Two
 * drivers of one name do not run at once: while the older still has calls, the newer waits. When
 * the time for that is over the newer serves, but what a call of the older still works on is kept
 * from it, for calls that name their subject.
 *
 * <p>Safe for use by many threads.
 *
 * @param <D> the driver's interface
 */
public final class DriverTable<D> implements DriverCalls<D> {

  private final String type;
  private final Duration wait;
  private final Duration drain;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, List<Entry<D>>> entries = new HashMap<>();
  private final Map<Subject, Held<D>> held = new HashMap<>();

  /**
   * Makes an empty table.
   *
   * @param type the word for this type of driver in messages and in {@link DriverInfo#type()}
   * @param wait how long a call waits for a driver that is not there
   * @param drain how long {@link #remove} waits for running calls
   */
  public DriverTable(String type, Duration wait, Duration drain) {
    this.type = type;
    this.wait = wait;
    this.drain = drain;
  }

  /**
   * Adds a driver. When another of the same name is there, the one added first goes on serving
   * until it is removed.
   *
   * @param info its description
   * @param driver the driver itself
   */
  public void add(DriverInfo info, D driver) {
    lock.lock();
    try {
      entries.computeIfAbsent(info.name(), n -> new ArrayList<>()).add(new Entry<>(info, driver));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a driver away: no new calls are given to it, and this method returns when the running
   * ones have ended, or the time for that is over.
   *
   * @param driver the driver that was added; unknown ones are ignored
   * @return whether no call was running any more
   */
  public boolean remove(D driver) {
    lock.lock();
    try {
      Entry<D> entry = find(driver);
      if (entry == null) {
        return true;
      }
      entry.leaving = true;
      long nanos = drain.toNanos();
      while (entry.calls > 0 && nanos > 0) {
        nanos = awaitChange(nanos);
      }
      List<Entry<D>> sameName = entries.get(entry.info.name());
      if (sameName != null) {
        sameName.remove(entry);
        if (sameName.isEmpty()) {
          entries.remove(entry.info.name());
        }
      }
      changed.signalAll();
      return entry.calls == 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs a call on the driver of that name, waiting for it when it is not there.
   *
   * @param name the driver's name
   * @param call what to do; it must not keep the driver
   * @throws CarobException {@code UNAVAILABLE} when no such driver came in time; otherwise what the
   *     call raised
   */
  public <R> R call(String name, Function<? super D, ? extends R> call) {
    Entry<D> entry = enter(name, null);
    try {
      return call.apply(entry.driver);
    } finally {
      leave(entry, null);
    }
  }

  @Override
  public <R> R call(String name, String subject, Function<? super D, ? extends R> call) {
    Subject what = new Subject(name, subject);
    Entry<D> entry = enter(name, what);
    try {
      return call.apply(entry.driver);
    } finally {
      leave(entry, what);
    }
  }

  /**
   * Looks whether a driver of that name is there or just being replaced, without waiting for one.
   *
   * @param name the driver's name
   * @throws CarobException {@code UNAVAILABLE} when there is none
   */
  public void require(String name) {
    lock.lock();
    try {
      if (!entries.containsKey(name)) {
        throw absent(name);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The drivers that serve now, by name. */
  public List<DriverInfo> list() {
    lock.lock();
    try {
      return entries.values().stream()
          .map(sameName -> sameName.get(0).info)
          .sorted(Comparator.comparing(DriverInfo::name))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private Entry<D> enter(String name, @Nullable Subject what) {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (true) {
        List<Entry<D>> sameName = entries.get(name);
        if (sameName != null
            && !sameName.get(0).leaving
            && (what == null || isTaken(what, sameName.get(0)))) {
          Entry<D> entry = sameName.get(0);
          entry.calls++;
          return entry;
        }
        if (nanos <= 0) {
          throw unavailable(name, what);
        }
        nanos = awaitChange(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a subject for a driver, unless another driver of that name still works on it. */
  private boolean isTaken(Subject what, Entry<D> entry) {
    Held<D> by = held.computeIfAbsent(what, w -> new Held<>(entry));
    if (by.entry != entry) {
      return false;
    }
    by.calls++;
    return true;
  }

  /** Why a call for that name was given to no driver in time. */
  private CarobException unavailable(String name, @Nullable Subject what) {
    if (what == null || !entries.containsKey(name)) {
      return absent(name);
    }
    Held<D> by = held.get(what);
    return by == null ? absent(name) : busy(what, by.entry);
  }

  private CarobException busy(Subject what, Entry<D> entry) {
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        type
            + " \""
            + what.name()
            + "\" "
            + entry.info.version()
            + " is going, but still works on "
            + what.subject()
            + ". Try again later");
  }

  private CarobException absent(String name) {
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        type
            + " \""
            + name
            + "\" is not there; there are "
            + entries.keySet().stream().sorted().toList()
            + ". Install its bundle, or name another one");
  }

  private void leave(Entry<D> entry, @Nullable Subject what) {
    lock.lock();
    try {
      entry.calls--;
      boolean free = what != null && isLetGo(what);
      if (entry.leaving && (free || entry.calls == 0)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isLetGo(Subject what) {
    Held<D> by = Objects.requireNonNull(held.get(what));
    by.calls--;
    if (by.calls == 0) {
      held.remove(what);
    }
    return by.calls == 0;
  }

  private @Nullable Entry<D> find(D driver) {
    for (List<Entry<D>> sameName : entries.values()) {
      for (Entry<D> entry : sameName) {
        if (entry.driver == driver) {
          return entry;
        }
      }
    }
    return null;
  }

  @SuppressWarnings("WaitNotInLoop") // both callers wait in a loop
  private long awaitChange(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while waiting for a " + type, e);
    }
  }

  private record Subject(String name, String subject) {}

  /** A subject and the one driver of its name that works on it. */
  private static final class Held<D> {
    final Entry<D> entry;
    int calls;

    Held(Entry<D> entry) {
      this.entry = entry;
    }
  }

  private static final class Entry<D> {
    final DriverInfo info;
    final D driver;
    int calls;
    boolean leaving;

    Entry(DriverInfo info, D driver) {
      this.info = info;
      this.driver = driver;
    }
  }
}
