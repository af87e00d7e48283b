package io.carob.engine;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverOperations;
import java.util.function.Supplier;

/** What stands for a driver in a call of the engine. */
public interface Called {

  /** The driver that was given the call. */
  DriverInfo info();

  /** The form in which a driver writes what it keeps. */
  static int format(DriverOperations call, Supplier<Integer> driver) {
    int answer = call.ask("diskFormat", driver);
    if (answer < 1) {
      throw call.broken("diskFormat", "", answer + ", and forms begin with 1");
    }
    return answer;
  }
}
