package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One change on its way, and the caller that waits for it. */
final class Pending<R> {

  private enum Turn {
    WAITS,
    LEADS,
    ENDED
  }

  private final Change<R> change;
  private final Thread caller = Thread.currentThread();
  private volatile Turn turn = Turn.WAITS;
  private boolean interrupted;
  private @Nullable R result;
  private @Nullable Throwable failure;

  /** A change of the calling thread. */
  Pending(Change<R> change) {
    this.change = change;
  }

  /** Runs the change; the edits are empty when it fails. */
  List<Edit> plan(State state) {
    List<Edit> edits = new ArrayList<>();
    try {
      result = change.plan(state, edits::add);
      return edits;
    } catch (RuntimeException | Error e) {
      failure = e;
      return List.of();
    }
  }

  /** The caller is to commit this and what else waits. */
  void giveLead() {
    turn = Turn.LEADS;
    LockSupport.unpark(caller);
  }

  void end(@Nullable Throwable commitFailure) {
    if (failure == null) {
      failure = commitFailure;
    }
    turn = Turn.ENDED;
    if (caller != Thread.currentThread()) {
      LockSupport.unpark(caller);
    }
  }

  /** Waits for the end, or for the lead: then true. Not ended by an interruption. */
  boolean awaitTurn() {
    while (turn == Turn.WAITS) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    return turn == Turn.LEADS;
  }

  /** Whether the caller was interrupted while it waited. */
  boolean wasInterrupted() {
    return interrupted;
  }

  @SuppressWarnings(
      "NullAway") // the result is there when there is no failure, unless R is nullable
  R answer() {
    Throwable problem = failure;
    if (problem instanceof CarobException e) {
      // Perhaps made on another caller's thread: this stack is the one that helps.
      throw new CarobException(e.code(), String.valueOf(e.getMessage()), e);
    }
    if (problem != null) {
      throw new CarobException(
          ErrorCode.INTERNAL, "recording a change failed: " + problem.getMessage(), problem);
    }
    return result;
  }
}
