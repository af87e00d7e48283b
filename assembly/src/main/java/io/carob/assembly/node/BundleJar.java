package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.assembly.drivers.DriverBundles;
import io.carob.assembly.drivers.JarCopy;
import io.carob.assembly.drivers.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A bundle's jar, read once and whole, so that a later change of the file cannot matter. */
final class BundleJar implements AutoCloseable {

  private final JarCopy copy;

  private BundleJar(JarCopy copy) {
    this.copy = copy;
  }

  /** The bundle's symbolic name. */
  String name() {
    return copy.name();
  }

  /** The jar that was given. */
  Path file() {
    return copy.file();
  }

  /** The copy of it that was read. */
  JarCopy copy() {
    return copy;
  }

  /** Whether it offers a driver. */
  boolean isDriver() {
    return DriverBundles.isDriver(copy);
  }

  /** The whole jar; the caller closes the stream. */
  InputStream open() {
    try {
      return copy.open();
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "the copy of jar " + file() + " cannot be read", e);
    }
  }

  /** Writes the whole jar into a file. */
  void writeTo(Path file) throws IOException {
    try (InputStream in = copy.open()) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Reads a jar.
   *
   * @param folder where its copy lies until this is closed
   * @throws CarobException {@code NOT_FOUND}; {@code INVALID_ARGUMENT} when it is no bundle; {@code
   *     FAILED_PRECONDITION} when it is not what its checksum stands for
   */
  static BundleJar read(Path jar, Path folder) {
    if (!Files.exists(jar)) {
      throw new CarobException(ErrorCode.NOT_FOUND, "jar " + jar + " is not there");
    }
    try {
      return new BundleJar(JarCopy.of(jar, folder));
    } catch (Refusal e) {
      throw new CarobException(
          e.isByPolicy() ? ErrorCode.FAILED_PRECONDITION : ErrorCode.INVALID_ARGUMENT,
          "jar " + jar + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    copy.close();
  }
}
