package io.carob.api.embed;

import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverStatus;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The drivers of one type in a part of an embedded node. Drivers may come and go at any time.
 *
 * @param <D> the drivers' interface
 */
@ProviderType
public interface DriverSet<D> extends DriverCalls<D> {

  /**
   * Adds a driver. Of two of one name, the one added first serves until it is removed.
   *
   * @param driver the driver
   * @param version its version; {@code unknown} when it tells none
   */
  void add(D driver, String version);

  /**
   * Removes a driver; returns when its running calls have ended, or the time for that is over.
   *
   * @param driver the driver that was added; unknown ones are ignored
   */
  void remove(D driver);

  /** {@return all drivers that were added and not removed, by name} */
  List<DriverStatus> statuses();
}
