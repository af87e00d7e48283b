package io.carob.image.store.snapshot;

/**
 * Named moments at which a crash must do no harm. Crash tests end the process there; otherwise
 * nothing happens.
 */
@FunctionalInterface
public interface Faults {

  /** Nothing happens. */
  Faults NONE = point -> {};

  /** The process has come to the named moment. */
  void at(String point);
}
