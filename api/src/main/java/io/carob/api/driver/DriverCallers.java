package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Those who call: they wait for a driver and for their subject, and say when they are done. */
final class DriverCallers<D> {

  private final String type;
  private volatile Duration wait;
  private volatile Duration limit;

  /** Whether a call may have a shorter limit than one before it; with the lock. */
  private boolean shortened;

  private final TableLock lock;
  private final DriverRoll<D> roll;
  private final DriverBonds<D> bonds;
  private final DriverWatch<D> watch;
  private volatile DriverFrame frame = driver -> () -> {};

  DriverCallers(
      String type,
      Duration wait,
      Duration limit,
      TableLock lock,
      DriverRoll<D> roll,
      DriverBonds<D> bonds,
      DriverWatch<D> watch) {
    this.type = type;
    this.wait = wait;
    this.limit = limit;
    this.lock = lock;
    this.roll = roll;
    this.bonds = bonds;
    this.watch = watch;
  }

  /** What each method runs within from now on. */
  void frameBy(DriverFrame next) {
    frame = next;
  }

  /** How long a method of a driver may go on that begins now. */
  Duration limit() {
    return limit;
  }

  /** Changes both times for calls that begin from now on. */
  void limits(Duration nextWait, Duration nextLimit) {
    lock.lock();
    try {
      shortened |= nextLimit.compareTo(limit) < 0;
      wait = nextWait;
      limit = nextLimit;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a call of this thread.
   *
   * @param subject null for one that may work on anything; empty for one that works on nothing
   * @throws CarobException {@code UNAVAILABLE} when it was given to no driver in time
   */
  RunningCall<D> begin(String name, @Nullable String subject) {
    lock.lock();
    long patience = wait.toNanos();
    long nanos = patience;
    try {
      while (true) {
        DriverName<D> of = roll.get(name);
        DriverEntry<D> entry = of == null ? null : of.serving;
        if (entry != null && entry.keepsTooMany()) {
          throw stuck(entry);
        }
        if (of != null && entry != null && of.obstacle(entry, subject).isEmpty()) {
          wakeWatch(); // before the call is entered: it may fail, without a thread to be had
          return enter(of, entry, subject, limit, false);
        }
        if (nanos <= 0) {
          throw unavailable(name, of, subject);
        }
        nanos = awaitChange(nanos);
      }
    } finally {
      waited(name, patience - nanos);
      lock.unlock();
    }
  }

  private void waited(String name, long nanos) {
    DriverName<D> of = nanos > 0 ? roll.get(name) : null;
    if (of != null) { // what was never there has no name of its own: clients could make up any
      of.waits.add(nanos);
    }
  }

  /** Each call would keep one more thread. */
  private static CarobException stuck(DriverEntry<?> entry) {
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        entry.name()
            + " is given no further calls: "
            + DriverTable.MOST_LATE
            + " or more go on beyond their limit. Look at what it waits for, or install another"
            + " version; when they end, it serves again");
  }

  /** The watch may sleep until the end of a call with a longer limit. */
  private void wakeWatch() {
    if (shortened) {
      watch.sooner();
    } else {
      watch.wake();
    }
  }

  /** Begins the self-check of a driver, by this thread; null when it leaves already. */
  @Nullable RunningCall<D> check(DriverEntry<D> entry, Duration within) {
    lock.lock();
    try {
      if (entry.is(State.LEAVING)) {
        return null;
      }
      RunningCall<D> call = enter(roll.of(entry), entry, "", within, true);
      watch.sooner();
      return call;
    } finally {
      lock.unlock();
    }
  }

  private RunningCall<D> enter(
      DriverName<D> of,
      DriverEntry<D> entry,
      @Nullable String subject,
      Duration within,
      boolean check) {
    RunningCall<D> call =
        new RunningCall<>(bonds, frame, entry, subject, Thread.currentThread(), within, check);
    of.enter(call);
    return call;
  }

  /** A call has ended. */
  void end(RunningCall<D> call) {
    lock.lock();
    try {
      roll.of(call.entry).leave(call);
      lock.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Looks whether a call could be given to a driver now, or soon enough; does not wait. */
  void require(String name) {
    lock.lock();
    try {
      DriverName<D> of = roll.get(name);
      boolean hope =
          of != null
              && (of.serving != null
                  || of.first(State.CHECKING).isPresent()
                  || (of.hasServed && System.nanoTime() - of.goneAt < wait.toNanos()));
      if (!hope) {
        throw absent(name, of);
      }
    } finally {
      lock.unlock();
    }
  }

  private long awaitChange(long nanos) {
    try {
      return lock.await(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while waiting for a " + type, e);
    }
  }

  /** Why a call for that name was given to no driver in time. */
  private CarobException unavailable(
      String name, @Nullable DriverName<D> of, @Nullable String subject) {
    DriverEntry<D> entry = of == null ? null : of.serving;
    if (of == null || entry == null) {
      return absent(name, of);
    }
    return of.obstacle(entry, subject)
        .map(
            call ->
                new CarobException(
                    ErrorCode.UNAVAILABLE,
                    call.entry.name()
                        + " still works on "
                        + (subject == null ? call.subject() : subject)
                        + ": "
                        + call.text()
                        + ". Try again later"))
        .orElseGet(() -> absent(name, of));
  }

  private CarobException absent(String name, @Nullable DriverName<D> of) {
    Optional<DriverEntry<D>> refused = of == null ? Optional.empty() : of.first(State.REFUSED);
    if (refused.isPresent()) {
      return new CarobException(
          ErrorCode.UNAVAILABLE,
          refused.get().name()
              + " is refused: "
              + refused.get().reason()
              + ". Install another version, or name another "
              + type);
    }
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        type
            + " \""
            + name
            + "\" is not there; there are "
            + roll.sorted(DriverName::served).stream().map(DriverInfo::name).toList()
            + ". Install its bundle, or name another one");
  }
}
