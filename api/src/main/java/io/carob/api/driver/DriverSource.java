package io.carob.api.driver;

import io.carob.api.Subscription;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lists the drivers of one type; a service of the part of the core that uses them. Its property
 * {@link #TYPE} names the type.
 */
@ProviderType
public interface DriverSource {

  /**
   * The service property with the type of drivers, as in {@link DriverInfo#type()}; {@link
   * DriverCalls} has it too.
   */
  String TYPE = "carob.driver.type";

  /** {@return the drivers that serve now, by name} */
  List<DriverInfo> drivers();

  /**
   * {@return all drivers that have come and not yet gone, by name; of one name, the one that serves
   * first} A source that keeps no states answers {@link #drivers()} alone, as serving since the
   * epoch, of an unknown source and without calls.
   */
  default List<DriverStatus> statuses() {
    return drivers().stream()
        .map(
            info ->
                new DriverStatus(info, DriverStatus.State.SERVING, "", Instant.EPOCH, "unknown", 0))
        .toList();
  }

  /**
   * Has a driver serve in place of the one that does, as soon as its self-check has succeeded;
   * without a gap. The other one stands by until it goes.
   *
   * @param name the driver's name
   * @param version its version
   * @return whether it serves now; false also when there is no such driver
   */
  default boolean prefer(String name, String version) {
    return drivers().stream()
        .anyMatch(info -> info.name().equals(name) && info.version().equals(version));
  }

  /**
   * Hears what becomes of the drivers from now on. A source that keeps no states tells nothing.
   *
   * @param listener called without any lock
   * @return closes the subscription
   */
  default Subscription listen(DriverListener listener) {
    return () -> {};
  }
}
