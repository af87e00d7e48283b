package io.carob.tck.volume;

import java.util.Objects;

/**
 * The config object that a plugin shows with the fields its author gives to the suite. The suite
 * fills it; the plugin must show each key as a file of that name, directly in the volume.
 *
 * @param kind {@code ConfigMap} or {@code Secret}
 * @param name the object's name
 */
public record ShownObject(String kind, String name) {

  /** Checks that both parts are there. */
  public ShownObject {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
  }
}
