package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds programs of the host: in {@code PATH}, then in the usual folders. */
public final class Executables {

  private static final List<String> USUAL =
      List.of(
          "/usr/local/sbin",
          "/usr/local/bin",
          "/usr/sbin",
          "/usr/bin",
          "/sbin",
          "/bin",
          "/usr/libexec/podman",
          "/usr/lib/podman");

  private Executables() {}

  /** The program by name, or by absolute path. */
  public static Optional<Path> find(String name) {
    if (name.startsWith("/")) {
      return Optional.of(Path.of(name)).filter(Executables::runnable);
    }
    return folders().stream()
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Executables::runnable)
        .findFirst();
  }

  /**
   * The program by name.
   *
   * @param aptPackage the Debian package that brings it
   * @throws CarobException {@code UNSUPPORTED} when it is not there, with the way to install it
   */
  public static Path require(String name, String aptPackage) {
    return find(name)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNSUPPORTED,
                    "the program " + name + " is not installed; apt-get install " + aptPackage));
  }

  /** The value of {@code PATH} for the programs that we start. */
  public static String path() {
    return String.join(":", folders());
  }

  private static Set<String> folders() {
    Set<String> folders = new LinkedHashSet<>();
    String path = System.getenv("PATH");
    if (path != null) {
      for (String folder : path.split(":", -1)) {
        if (folder.startsWith("/")) {
          folders.add(folder);
        }
      }
    }
    folders.addAll(USUAL);
    return folders;
  }

  private static boolean runnable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
