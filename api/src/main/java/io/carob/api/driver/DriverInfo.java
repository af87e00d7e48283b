package io.carob.api.driver;

import java.util.List;
import java.util.Objects;

/**
 * One driver that is there now.
 *
 * @param type what it drives: {@code snapshotter}, {@code sandbox}, {@code runtime} or {@code
 *     volume}
 * @param name its name within the type
 * @param version the version of the bundle it came from; {@code unknown} outside OSGi
 * @param capabilities what it declares, in lower case
 */
public record DriverInfo(String type, String name, String version, List<String> capabilities) {

  /** Copies the capabilities. */
  public DriverInfo {
    Objects.requireNonNull(type);
    Objects.requireNonNull(name);
    Objects.requireNonNull(version);
    capabilities = List.copyOf(capabilities);
  }
}
