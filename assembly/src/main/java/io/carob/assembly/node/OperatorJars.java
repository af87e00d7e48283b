package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The jars that an operator installed, kept in one folder, one by symbolic name. */
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
      Files.move(temporary, path(jar.name()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot keep bundle " + jar.name() + " in " + folder, e);
    }
  }

  /** Forgets a jar; one that is not there is fine. */
  void forget(String name) {
    try {
      Files.deleteIfExists(path(name));
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

  private Path path(String name) {
    return folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".jar");
  }
}
