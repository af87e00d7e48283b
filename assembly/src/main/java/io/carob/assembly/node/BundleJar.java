package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.assembly.jar.BundleManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.jar.JarInputStream;

/** A bundle's jar, read once and whole, so that a later change of the file cannot matter. */
final class BundleJar {

  private static final long MAX_BYTES = 256L << 20;

  private final String name;
  private final byte[] bytes;

  private BundleJar(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** The bundle's symbolic name. */
  String name() {
    return name;
  }

  /** The whole jar. */
  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  /** Writes the whole jar into a file. */
  void writeTo(Path file) throws IOException {
    Files.write(file, bytes);
  }

  static BundleJar read(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT, "jar " + path + " is larger than 256 MiB");
      }
      byte[] bytes = Files.readAllBytes(path);
      return new BundleJar(symbolicName(path, bytes), bytes);
    } catch (NoSuchFileException e) {
      throw new CarobException(ErrorCode.NOT_FOUND, "jar " + path + " is not there", e);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "jar " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static String symbolicName(Path path, byte[] bytes) throws IOException {
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
      return BundleManifest.of(path, jar.getManifest()).name();
    }
  }
}
