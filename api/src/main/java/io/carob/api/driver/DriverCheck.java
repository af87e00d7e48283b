package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The self-checks of drivers that come: what each does to the driver's standing. */
final class DriverCheck<D> {

  private final TableLock lock;
  private final DriverRoll<D> roll;
  private final DriverCallers<D> callers;
  private final Duration limit;

  DriverCheck(TableLock lock, DriverRoll<D> roll, DriverCallers<D> callers, Duration limit) {
    this.limit = limit;
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
    DriverEntry<D> serving = roll.of(entry).serving;
    boolean definite =
        failure != null
            && (failure.code() == ErrorCode.UNSUPPORTED || failure.code() == ErrorCode.INTERNAL);
    boolean other = serving != null && serving != entry;
    if (failure != null && (definite || other)) {
      roll.refuse(entry, "its self-check failed: " + failure.getMessage());
    } else {
      roll.admit(entry);
    }
  }

  /** A call has come over its limit; called with the lock. */
  void late(RunningCall<D> call) {
    if (call.check) {
      roll.refuse(call.entry, "its self-check did not end within " + limit.toSeconds() + " s");
    } else {
      lock.tell(DriverListener.Change.STUCK, call.entry.stuckIn(call));
    }
  }

  /** What leaves need not be checked; called with the lock. */
  static void stop(DriverEntry<?> entry) {
    if (entry.is(State.LEAVING)) {
      entry.calls.stream().filter(call -> call.check).forEach(RunningCall::stop);
    }
  }
}
