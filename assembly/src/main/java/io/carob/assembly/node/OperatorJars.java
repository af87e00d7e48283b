package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.assembly.drivers.Admission;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The jars that an operator installed, kept in one folder, one by symbolic name; beside each its
 * checksum, if it came with one.
 */
final class OperatorJars {

  private final Path folder;

  OperatorJars(Path folder) {
    this.folder = folder;
  }

  /** Where the jar of a bundle is, if an operator put it there. */
  Optional<Path> find(String name) {
    Path jar = path(name);
    return Files.exists(jar) ? Optional.of(jar) : Optional.empty();
  }

  /** Keeps a jar; it appears whole or not at all. */
  void keep(BundleJar jar) {
    try {
      Files.createDirectories(folder);
      Path temporary = folder.resolve("." + jar.name() + ".new");
      jar.writeTo(temporary);
      Path kept = path(jar.name());
      Files.deleteIfExists(sum(kept));
      Files.move(temporary, kept, StandardCopyOption.ATOMIC_MOVE);
      if (Files.exists(sum(jar.file()))) {
        Files.copy(sum(jar.file()), temporary, StandardCopyOption.REPLACE_EXISTING);
        Files.move(temporary, sum(kept), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot keep bundle " + jar.name() + " in " + folder, e);
    }
  }

  /** Forgets a jar; one that is not there is fine. */
  void forget(String name) {
    try {
      Files.deleteIfExists(path(name));
      Files.deleteIfExists(sum(path(name)));
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot remove bundle " + name + " from " + folder, e);
    }
  }

  /** The file behind a bundle's location, {@code reference:file:…} or {@code file:…}. */
  static Path fileOf(String location) {
    return Path.of(
        URI.create(
            location.startsWith("reference:")
                ? location.substring("reference:".length())
                : location));
  }

  private static Path sum(Path jar) {
    return jar.resolveSibling(jar.getFileName() + Admission.CHECKSUM);
  }

  private Path path(String name) {
    return folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".jar");
  }
}
