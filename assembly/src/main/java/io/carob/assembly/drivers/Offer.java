package io.carob.assembly.drivers;

import io.carob.api.driver.Driver;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Which services are drivers, and whether a jar offers some. */
final class Offer {

  /** The header by which a jar in the folder says that it is no driver, but helps some. */
  static final String HEADER = "Carob-Driver";

  private static final Map<String, String> TYPES =
      new TreeMap<>(
          Map.of(
              SnapshotDriver.class.getName(), "snapshotter",
              SandboxDriver.class.getName(), "sandbox",
              ContainerRuntime.class.getName(), "runtime",
              VolumePlugin.class.getName(), "volume"));

  private Offer() {}

  /** The types of drivers, as in {@link io.carob.api.driver.DriverInfo#type()}. */
  static List<String> types() {
    return List.copyOf(TYPES.values());
  }

  /**
   * Sees that a jar offers a driver, or says that it does not.
   *
   * @throws Refusal when it does neither
   */
  static void require(JarCopy jar) throws Refusal {
    if (jar.header(HEADER).strip().equalsIgnoreCase("no")) {
      return;
    }
    if (isDriver(jar)) {
      return;
    }
    throw new Refusal(
        "offers no driver: none of its components provides one of "
            + TYPES.keySet()
            + ". Annotate the driver with @Component and build with bnd, or say \""
            + HEADER
            + ": no\" in the manifest of a bundle that only helps drivers");
  }

  /** Whether a jar says that it offers a driver. */
  static boolean isDriver(JarCopy jar) throws Refusal {
    if (TYPES.keySet().stream().anyMatch(jar.header(Constants.PROVIDE_CAPABILITY)::contains)) {
      return true;
    }
    for (String component : jar.header("Service-Component").split(",", -1)) {
      String path = component.strip();
      if (!path.isEmpty() && !path.contains("*") && provides(jar.text(path))) {
        return true;
      }
    }
    return false;
  }

  private static boolean provides(String component) {
    return TYPES.keySet().stream().anyMatch(type -> component.contains("\"" + type + "\""));
  }

  /** The type of driver that a service is registered as. */
  static Optional<String> type(ServiceReference<?> service) {
    return service.getProperty(Constants.OBJECTCLASS) instanceof String[] types
        ? Arrays.stream(types).filter(TYPES::containsKey).map(TYPES::get).findFirst()
        : Optional.empty();
  }

  /**
   * The name of a driver.
   *
   * @throws Refusal when it has none
   */
  static String name(Object driver) throws Refusal {
    try {
      if (driver instanceof Driver known) {
        return checked(known.name());
      }
    } catch (RuntimeException | LinkageError e) {
      throw new Refusal("its driver cannot say its name: " + e, e);
    }
    throw new Refusal(driver.getClass().getName() + " is no driver of this Carob's api");
  }

  private static String checked(@Nullable String name) throws Refusal {
    if (name == null || name.isBlank()) {
      throw new Refusal("its driver has no name");
    }
    return name;
  }
}
