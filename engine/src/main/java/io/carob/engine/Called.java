package io.carob.engine;

import io.carob.api.driver.DriverInfo;

/** What stands for a driver in a call of the engine. */
public interface Called {

  /** The driver that was given the call. */
  DriverInfo info();
}
