package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One change on its way through the writer, and the caller that waits for it. */
final class Pending<R> {

  private final @Nullable Change<R> change;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable R result;
  private @Nullable Throwable failure;

  /** A change; {@code null} marks the end of the queue. */
  Pending(@Nullable Change<R> change) {
    this.change = change;
  }

  boolean isLast() {
    return change == null;
  }

  /** Runs the change; the edits are empty when it fails. */
  List<Edit> plan(State state) {
    if (change == null) {
      return List.of();
    }
    List<Edit> edits = new ArrayList<>();
    try {
      result = change.plan(state, edits::add);
      return edits;
    } catch (RuntimeException | Error e) {
      failure = e;
      return List.of();
    }
  }

  void end(@Nullable Throwable commitFailure) {
    if (failure == null) {
      failure = commitFailure;
    }
    ended.countDown();
  }

  R await() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return answer();
  }

  @SuppressWarnings(
      "NullAway") // the result is there when there is no failure, unless R is nullable
  private R answer() {
    Throwable problem = failure;
    if (problem instanceof CarobException e) {
      // Made on the writer's thread: the caller's stack is the one that helps.
      throw new CarobException(e.code(), String.valueOf(e.getMessage()), e);
    }
    if (problem != null) {
      throw new CarobException(
          ErrorCode.INTERNAL, "recording a change failed: " + problem.getMessage(), problem);
    }
    return result;
  }
}
