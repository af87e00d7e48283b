package io.carob.it;

import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;

/** A shipped driver's jar once more, with a higher version that ends in {@code swapped}. */
final class NextJar {

  private NextJar() {}

  static Path of(String artifact, Path folder) throws IOException {
    Path shipped =
        CarobService.HOME.resolve(
            "bundles/2-drivers/" + artifact + "-" + System.getProperty("carob.version") + ".jar");
    return TestJar.copyOf(shipped)
        .header("Bundle-Version", "0.1.1.swapped")
        .write(folder.resolve(artifact + "-new.jar"));
  }
}
