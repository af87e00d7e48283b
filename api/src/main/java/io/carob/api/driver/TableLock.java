package io.carob.api.driver;

import io.carob.api.Subscription;
import io.carob.api.driver.DriverListener.Change;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The lock of a table: what is guarded by it, waits for a change of it, and is told without it. A
 * listener that throws keeps nothing from being told or done.
 */
final class TableLock {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Runnable> news = new ArrayDeque<>();
  private final List<DriverListener> listeners = new CopyOnWriteArrayList<>();

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /** Something to wait for with this lock. */
  Condition condition() {
    return lock.newCondition();
  }

  /** Waits for a change; answers what is left of the time. The caller looks again. */
  @SuppressWarnings("WaitNotInLoop") // the callers wait in loops
  long await(long nanos) throws InterruptedException {
    return changed.awaitNanos(nanos);
  }

  /** Has all that wait look again; called with the lock. */
  void signal() {
    if (lock.hasWaiters(changed)) {
      changed.signalAll();
    }
  }

  /** Something to tell when the lock has been let go; called with the lock. */
  void tell(Change change, DriverStatus status) {
    listeners.forEach(listener -> tell(() -> listener.changed(change, status)));
  }

  /** One more that hears. */
  Subscription listen(DriverListener next) {
    listeners.add(next);
    return () -> listeners.remove(next);
  }

  /** The same for somebody else. */
  void tell(Runnable one) {
    news.add(one);
  }

  /** Answers something that is guarded. */
  <R> R read(Supplier<R> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  /** Changes something, and tells what came of it. */
  void change(Runnable step) {
    boolean unused =
        decide(
            () -> {
              step.run();
              return true;
            });
  }

  /** As {@link #change}, with an answer. */
  boolean decide(BooleanSupplier step) {
    boolean answer;
    lock.lock();
    try {
      answer = step.getAsBoolean();
    } finally {
      lock.unlock();
    }
    tellNews();
    return answer;
  }

  /** Tells what has not been told yet; called without the lock. */
  void tellNews() {
    for (Runnable next = read(news::poll); next != null; next = read(news::poll)) {
      outside(next);
    }
  }

  /** Runs what others wrote: what it throws is for the thread's handler, and ends nothing here. */
  static void outside(Runnable theirs) {
    try {
      theirs.run();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, e);
    }
  }
}
