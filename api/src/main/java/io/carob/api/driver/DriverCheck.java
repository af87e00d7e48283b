package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The self-checks of drivers that come: what each does to the driver's standing. */
final class DriverCheck<D> {

  private final TableLock lock;
  private final DriverRoll<D> roll;
  private final DriverCallers<D> callers;
  private final DriverWatch<D> watch;
  private final Duration limit;

  DriverCheck(
      TableLock lock,
      DriverRoll<D> roll,
      DriverCallers<D> callers,
      DriverWatch<D> watch,
      Duration limit) {
    this.limit = limit;
    this.watch = watch;
    this.lock = lock;
    this.roll = roll;
    this.callers = callers;
  }

  /** Checks a driver, by this thread; does nothing when it leaves already. */
  void run(DriverEntry<D> entry, Consumer<? super D> check) {
    RunningCall<D> call = callers.check(entry, limit);
    if (call == null) {
      return;
    }
    CarobException failure = null;
    try {
      call.tell("selfCheck", () -> check.accept(entry.driver));
    } catch (CarobException e) {
      failure = e;
    } catch (VirtualMachineError e) {
      failure = new CarobException(ErrorCode.UNAVAILABLE, "it could not be run: " + e, e);
    }
    CarobException found = failure;
    lock.change(
        () -> {
          judge(entry, found);
          roll.of(entry).leave(call);
          lock.signal();
        });
  }

  private void judge(DriverEntry<D> entry, @Nullable CarobException failure) {
    boolean definite =
        failure != null
            && (failure.code() == ErrorCode.UNSUPPORTED || failure.code() == ErrorCode.INTERNAL);
    if (failure != null && (definite || isOtherThere(entry))) {
      roll.refuse(entry, "its self-check failed: " + failure.getMessage());
    } else {
      roll.admit(entry);
    }
  }

  private boolean isOtherThere(DriverEntry<D> entry) {
    DriverEntry<D> serving = roll.of(entry).serving;
    return serving != null && serving != entry;
  }

  /**
   * A call has come over its limit; called with the lock. A check that did says nothing: the host
   * may be slow. Nobody is taken away for it whom no other stands in for.
   */
  void late(RunningCall<D> call) {
    DriverEntry<D> entry = call.entry;
    if (call.check && isOtherThere(entry)) {
      roll.refuse(entry, "its self-check did not end within " + limit.toSeconds() + " s");
      return;
    }
    if (call.check) {
      roll.admit(entry);
    }
    lock.tell(DriverListener.Change.STUCK, entry.stuckIn(call));
  }

  /** What leaves need not be checked; called with the lock. */
  void stop(DriverEntry<D> entry) {
    for (RunningCall<D> call : entry.calls) {
      if (call.check) {
        call.stop();
        watch.interrupt(call);
      }
    }
  }
}
