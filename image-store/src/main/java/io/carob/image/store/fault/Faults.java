package io.carob.image.store.fault;

import java.io.IOException;

/**
 * Named moments at which a crash or a failing disk must do no harm. Tests end the process there, or
 * have the call fail; otherwise nothing happens.
 */
@FunctionalInterface
public interface Faults {

  /** Nothing happens. */
  Faults NONE = point -> {};

  /** The process has come to the named moment, between two steps. */
  void at(String point);

  /**
   * The process is about to make the named system call.
   *
   * @throws IOException instead of it, as that call would fail
   */
  default void call(String point) throws IOException {
    at(point);
  }
}
