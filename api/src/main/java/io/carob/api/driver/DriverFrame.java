package io.carob.api.driver;

import io.carob.api.Subscription;

/**
 * What goes on around each method of a driver, its self-check included: a core has what is logged
 * meanwhile carry the driver by it. It is entered and left by the thread that runs the method, and
 * a method that calls another driver enters that one's within its own.
 */
@FunctionalInterface
public interface DriverFrame {

  /**
   * A method is about to begin. It must not raise anything, nor wait.
   *
   * @param driver whose method it is
   * @return closed when the method has ended
   */
  Subscription enter(DriverInfo driver);
}
