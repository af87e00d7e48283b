package io.carob.assembly.drivers;

import io.carob.api.volume.VolumePlugin;
import io.carob.testing.TestJar;
import java.util.Locale;

/** A bundle with one of the {@link TestVolumes}. */
final class VolumeJar {

  private VolumeJar() {}

  static TestJar of(Class<?> type, String version) {
    return TestJar.bundle("io.acme." + type.getSimpleName().toLowerCase(Locale.ROOT), version)
        .header("Import-Package", "io.carob.api,io.carob.api.volume")
        .types(TestVolumes.Good.class)
        .component(VolumePlugin.class, type);
  }
}
