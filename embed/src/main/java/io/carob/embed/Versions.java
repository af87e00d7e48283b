package io.carob.embed;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The version of a driver, or of this: its module's, or that of the bundle that its jar is. */
final class Versions {

  private static final String UNKNOWN = "unknown";

  private Versions() {}

  static String of(Object part) {
    Class<?> type = part.getClass();
    ModuleDescriptor module = type.getModule().getDescriptor();
    Optional<String> version =
        module != null
            ? module.rawVersion()
            : Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .flatMap(Versions::ofJar);
    return version.orElse(UNKNOWN);
  }

  private static Optional<String> ofJar(CodeSource source) {
    try {
      URI place = source.getLocation().toURI();
      if (!"file".equals(place.getScheme()) || !Files.isRegularFile(Path.of(place))) {
        return Optional.empty();
      }
      try (JarFile jar = new JarFile(Path.of(place).toFile())) {
        Manifest manifest = jar.getManifest();
        return Optional.ofNullable(manifest)
            .map(m -> m.getMainAttributes().getValue("Bundle-Version"))
            .filter(Objects::nonNull);
      }
    } catch (IOException | URISyntaxException e) {
      return Optional.empty(); // it tells none
    }
  }
}
