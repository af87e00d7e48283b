package io.carob.api;

import java.util.Locale;

/**
 * An operating system and a processor architecture, in the words of the OCI image index ({@code
 * GOOS} and {@code GOARCH} values).
 *
 * @param os for example {@code linux}
 * @param architecture for example {@code amd64} or {@code arm64}
 * @param variant for example {@code v8}; empty when there is none
 */
public record Platform(String os, String architecture, String variant) {

  /**
   * Checks the parts.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when the system or the architecture is empty
   */
  public Platform {
    if (os.isEmpty() || architecture.isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "a platform needs an operating system and an architecture");
    }
  }

  /** {@return the platform this JVM runs on} */
  public static Platform host() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "x86_64", "amd64" -> new Platform("linux", "amd64", "");
      case "aarch64", "arm64" -> new Platform("linux", "arm64", "v8");
      default -> new Platform("linux", arch, "");
    };
  }

  /**
   * {@return whether an image for the given platform runs on this one; an empty variant fits any}
   *
   * @param image what the image was built for
   */
  public boolean accepts(Platform image) {
    return os.equals(image.os)
        && architecture.equals(image.architecture)
        && (variant.isEmpty() || image.variant.isEmpty() || variant.equals(image.variant));
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
