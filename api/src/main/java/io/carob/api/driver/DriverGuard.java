package io.carob.api.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Stands between the core and the drivers of one type: passes each method on by {@link
 * DriverOperations}, and looks at the answers.
 *
 * @param <D> the drivers' interface
 */
@ConsumerType
@FunctionalInterface
public interface DriverGuard<D> {

  /**
   * What a call is given for the driver. Cheap: it is made for every call.
   *
   * @param driver the driver
   * @param operations the call
   * @return stands for the driver during that call
   */
  D guard(D driver, DriverOperations operations);
}
