package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be closed, the last first; each is, whatever the others meet. */
final class Endings {

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  synchronized void add(AutoCloseable next) {
    open.push(next);
  }

  /**
   * Closes all.
   *
   * @throws CarobException {@code INTERNAL} with what they met
   */
  synchronized void close() {
    CarobException failed = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception | LinkageError e) {
        if (failed == null) {
          failed = new CarobException(ErrorCode.INTERNAL, "ending the node: " + e, e);
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  /** Closes all after a failure, which stays the first. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (CarobException e) {
      failure.addSuppressed(e);
    }
  }
}
