package io.carob.api.driver;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks after the limits of a table's calls, by a thread that is there only while calls run. */
final class DriverWatch<D> {

  private final String type;
  private final ReentrantLock lock;
  private final Condition sooner;
  private final Supplier<Stream<DriverName<D>>> names;
  private final Consumer<RunningCall<D>> late;
  private final Runnable told;
  private boolean there;

  /**
   * Makes one that sleeps.
   *
   * @param lock the table's
   * @param late told of each call that has come over its limit, with the lock
   * @param told called after it, without the lock
   */
  DriverWatch(
      String type,
      ReentrantLock lock,
      Supplier<Stream<DriverName<D>>> names,
      Consumer<RunningCall<D>> late,
      Runnable told) {
    this.type = type;
    this.lock = lock;
    this.sooner = lock.newCondition();
    this.names = names;
    this.late = late;
    this.told = told;
  }

  /** A call has begun, with the usual limit; called with the lock. */
  void wake() {
    if (!there) {
      there = true;
      begin("watch-" + type, this::watch);
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

  private void watch() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = pause();
      told.run();
    }
  }

  /** Looks once, and sleeps until the next call may come over its limit. */
  @SuppressWarnings("WaitNotInLoop") // the caller looks again, whatever woke it
  private boolean pause() {
    lock.lock();
    boolean stays = false;
    try {
      long left = look();
      stays = left < Long.MAX_VALUE;
      if (stays && left > 0) {
        long unused = sooner.awaitNanos(left);
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
    List<RunningCall<D>> calls =
        names
            .get()
            .flatMap(name -> name.entries.stream())
            .flatMap(entry -> entry.calls.stream())
            .toList();
    long least = Long.MAX_VALUE;
    for (RunningCall<D> call : calls) {
      long left = call.left(now);
      least = Math.min(least, left);
      if (left == 0) {
        late.accept(call);
      }
    }
    return least;
  }
}
