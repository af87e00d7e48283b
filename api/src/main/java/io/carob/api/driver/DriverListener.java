package io.carob.api.driver;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears what becomes of the drivers of a {@link DriverTable}. */
@ConsumerType
@FunctionalInterface
public interface DriverListener {

  /**
   * Something changed. Called after it, without any lock, by the thread that changed it; must
   * return quickly and must not throw.
   *
   * @param change what changed
   * @param status how the driver stands now
   */
  void changed(Change change, DriverStatus status);

  /** What becomes of a driver. */
  enum Change {
    /** It serves, the first of its name. */
    CAME,
    /** It serves, and another of its name did before. */
    REPLACED,
    /** Its self-check has succeeded, and it stands by: another of its name serves. */
    CHECKED,
    /** It is given no calls. */
    REFUSED,
    /** A call on it goes on beyond its limit. */
    STUCK,
    /** The last call that went on beyond its limit has ended. */
    FREED,
    /** It has left; unless the status says that it is stuck, nothing of it runs any more. */
    GONE
  }
}
