package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What drivers have promised beyond the end of a call. */
final class DriverBonds<D> {

  private final TableLock lock;
  private final DriverRoll<D> roll;

  DriverBonds(TableLock lock, DriverRoll<D> roll) {
    this.lock = lock;
    this.roll = roll;
  }

  /** A future that ends with the driver's, or fails when that has left. It keeps no driver. */
  <T> CompletableFuture<T> follow(DriverEntry<D> entry, CompletableFuture<T> future) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    DriverEntry.Hold open = new DriverEntry.Hold("", answer, () -> {});
    lock.change(
        () -> {
          if (entry.gone) {
            answer.completeExceptionally(left(entry));
          } else {
            entry.open.add(open);
          }
        });
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failure) -> {
              pass(value, failure, answer);
              lock.change(() -> entry.open.remove(open));
            });
    return answer;
  }

  /** A future that ends with the driver's, which does not go meanwhile. */
  <T> CompletableFuture<T> hold(
      DriverEntry<D> entry, String what, CompletableFuture<T> future, Runnable end) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    DriverEntry.Hold hold = new DriverEntry.Hold(what, answer, end);
    boolean left =
        lock.decide(
            () -> {
              if (!entry.gone) {
                entry.holds.add(hold);
              }
              return entry.gone;
            });
    if (left) { // the call went on after the driver: nobody would end it any more
      answer.completeExceptionally(left(entry));
      TableLock.outside(end);
      return answer;
    }
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failure) -> {
              pass(value, failure, answer); // before the driver may go
              lock.change(
                  () -> {
                    entry.holds.remove(hold);
                    roll.of(entry).forget(entry);
                    lock.signal();
                  });
            });
    return answer;
  }

  /** Ends what would otherwise wait for a driver that has left; called with the table's lock. */
  List<Runnable> endings(DriverEntry<D> entry, Duration drain) {
    List<Runnable> ends = new ArrayList<>();
    for (DriverEntry.Hold hold : entry.holds) {
      ends.add(
          () -> {
            hold.answer.completeExceptionally(
                new CarobException(
                    ErrorCode.UNAVAILABLE,
                    hold.what
                        + " was ended: the driver left, and it had not ended within "
                        + drain.toSeconds()
                        + " s. Begin it again"));
            TableLock.outside(hold.end);
          });
    }
    for (DriverEntry.Hold open : entry.open) {
      ends.add(() -> open.answer.completeExceptionally(left(entry)));
    }
    entry.open.clear();
    return ends;
  }

  /** A method that had gone on beyond its limit has ended. */
  void caughtUp(DriverEntry<D> entry) {
    lock.change(
        () -> {
          if (!entry.isLate()) {
            lock.tell(DriverListener.Change.FREED, entry.status());
          }
          lock.signal();
        });
  }

  private static CarobException left(DriverEntry<?> entry) {
    return new CarobException(
        ErrorCode.UNAVAILABLE, entry.name() + " has left; ask the next one of its name");
  }

  private static <T> void pass(
      @Nullable T value, @Nullable Throwable failure, CompletableFuture<T> answer) {
    if (failure == null) {
      answer.complete(value);
    } else {
      answer.completeExceptionally(failure);
    }
  }
}
