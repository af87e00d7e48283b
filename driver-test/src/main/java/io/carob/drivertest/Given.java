package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.linux.RawName;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.Logger;

/** What Carob gives to drivers: the packages of these jars, and no others beside the JDK's. */
final class Given {

  private static final List<Class<?>> ONE_OF_EACH =
      List.of(CarobException.class, RawName.class, Logger.class);

  /** Annotations that leave no trace at run time. */
  private static final List<String> FOR_LOADERS =
      List.of("io.carob.api.", "io.carob.linux.", "org.slf4j.");

  private Given() {}

  /** The packages with their versions. */
  static Map<String, List<Version>> packages() throws IOException {
    Map<String, List<Version>> packages = new LinkedHashMap<>();
    Header.parse(exports())
        .forEach(
            (name, attributes) ->
                packages.put(
                    name,
                    Arrays.stream(attributes.getOrDefault("version", "0").split(" ", -1))
                        .map(Version::parseVersion)
                        .toList()));
    return packages;
  }

  /** The packages as a header. */
  static String exports() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Class<?> one : ONE_OF_EACH) {
      try (JarFile jar = new JarFile(jarOf(one).toFile())) {
        String exports = jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        all.append(all.isEmpty() ? "" : ",").append(exports);
      }
    }
    return all.toString();
  }

  /** Whether a class loader of drivers shows this class. */
  static boolean isGiven(String className) {
    return FOR_LOADERS.stream().anyMatch(className::startsWith);
  }

  static Path jarOf(Class<?> type) {
    return new File(
            Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                .getLocation()
                .getPath())
        .toPath();
  }
}
