package io.carob.it;

import io.carob.api.volume.VolumePlugin;
import io.carob.testing.TestJar;

/** A bundle with one of the {@link DroppedVolumes}. */
final class DriverJar {

  /** The file of the jar that says its version; the drivers read it. */
  static final String VERSION = "version.txt";

  private DriverJar() {}

  /**
   * A bundle that nothing is wrong with, but perhaps its driver.
   *
   * @param type the class of the driver
   * @param name the bundle's symbolic name
   */
  static TestJar of(Class<?> type, String name, String version) {
    return TestJar.bundle(name, version)
        .header(
            "Import-Package",
            "io.carob.api;version=\"[1.0,2)\",io.carob.api.volume;version=\"[1.0,2)\"")
        .types(DroppedVolumes.Good.class)
        .component(VolumePlugin.class, type)
        .entry(VERSION, version);
  }
}
