package io.carob.image.store.snapshot;

import io.carob.api.Subscription;
import io.carob.api.driver.DriverInfo;
import org.slf4j.MDC;

/** What is logged while a driver's method runs carries its type and name, as {@code driver}. */
public final class DriverLog {

  private static final String KEY = "driver";

  private DriverLog() {}

  /** As {@link io.carob.api.driver.DriverFrame#enter}. */
  public static Subscription enter(DriverInfo driver) {
    String outer = MDC.get(KEY);
    MDC.put(KEY, driver.type() + "/" + driver.name());
    return () -> {
      if (outer == null) {
        MDC.remove(KEY);
      } else {
        MDC.put(KEY, outer);
      }
    };
  }
}
