package io.carob.api.driver;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says what a driver is needed for; a service of each part of the core that gives drivers something
 * to keep. There are several: ask all of them.
 */
@ProviderType
public interface DriverUses {

  /**
   * What is there now that only the driver of that name can work on, whether such a driver is there
   * or not. Cheap: nothing is read from the disk.
   *
   * @param type the type, as in {@link DriverInfo#type()}
   * @param name the driver's name
   * @return the uses by kind and name; empty also for a type that this part knows nothing of
   */
  List<Use> uses(String type, String name);

  /**
   * The drivers that something needs or asks for, whether they are there or not: those of {@link
   * #uses}, of what waits to be made, and of the configuration. Cheap, as that.
   *
   * @param type the type, as in {@link DriverInfo#type()}
   * @return their names; empty also for a type that this part knows nothing of
   */
  default Set<String> needed(String type) {
    return Set.of();
  }

  /**
   * One thing that a driver keeps.
   *
   * @param kind {@code snapshot}, {@code sandbox}, {@code container} or {@code volume}
   * @param name a snapshot's key; {@code namespace/pod} of a sandbox; {@code namespace/pod/name} of
   *     a container or a volume
   */
  record Use(String kind, String name) {

    /** Checks that both parts are there. */
    public Use {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(name);
    }
  }
}
