package io.carob.api.driver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;

/** Looks after the limits of a table's calls, by a thread that is there only while calls run. */
final class DriverWatch<D> {

  private final String type;
  private final TableLock lock;
  private final Condition sooner;
  private final DriverRoll<D> roll;
  private final Consumer<RunningCall<D>> late;
  private final Duration linger;
  private boolean there;

  /** Whether there was no call at the last look. */
  private boolean idle;

  /**
   * Makes one that sleeps.
   *
   * @param linger how long it stays without a call: no longer than a call may go on
   * @param late told of each call that has come over its limit, with the lock
   */
  DriverWatch(
      String type,
      TableLock lock,
      DriverRoll<D> roll,
      Duration linger,
      Consumer<RunningCall<D>> late) {
    this.type = type;
    this.linger = linger;
    this.lock = lock;
    this.sooner = lock.condition();
    this.roll = roll;
    this.late = late;
  }

  /** A call has begun, with the usual limit; called with the lock. */
  void wake() {
    if (!there) {
      idle = false;
      begin("watch-" + type, this::watch);
      there = true;
    }
  }

  /** A call has begun, with another limit; called with the lock. */
  void sooner() {
    wake();
    sooner.signalAll();
  }

  /** Runs something on a thread that keeps nothing of the one that asks for it. */
  void begin(String name, Runnable work) {
    Thread thread = new Thread(null, work, "carob-" + name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DriverWatch.class.getClassLoader());
    thread.start();
  }

  /** Interrupts a call that is to be; nobody waits for that. */
  void interrupt(RunningCall<D> call) {
    begin("interrupt-" + type, call::interrupt);
  }

  private void watch() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = pause();
      lock.tellNews();
    }
  }

  /**
   * Looks once, and sleeps until the next call may come over its limit; ends after an idle time.
   */
  @SuppressWarnings("WaitNotInLoop") // the caller looks again, whatever woke it
  private boolean pause() {
    lock.lock();
    boolean stays = false;
    try {
      long left = look();
      boolean nothing = left == Long.MAX_VALUE;
      stays = !(nothing && idle);
      idle = nothing;
      if (stays && left > 0) {
        long unused = sooner.awaitNanos(nothing ? linger.toNanos() : left);
      }
    } catch (InterruptedException e) {
      stays = false; // nobody has a reason to; the next call begins another
    } finally {
      there = stays;
      lock.unlock();
    }
    return stays;
  }

  /** How long until the next look: none when one was late; the greatest number without calls. */
  private long look() {
    long now = System.nanoTime();
    List<RunningCall<D>> calls = roll.calls().toList(); // a late one may change the roll
    long least = Long.MAX_VALUE;
    for (RunningCall<D> call : calls) {
      long left = call.left(now);
      least = Math.min(least, left);
      if (left == 0) {
        late.accept(call);
        interrupt(call);
      }
    }
    return least;
  }
}
