package io.carob.volume.hostpath;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Looks at the host's files, and makes what is asked for. Follows links, as Kubernetes does. */
final class Host {

  private Host() {}

  /** What lies at the path; empty when nothing does, or only a link that leads nowhere. */
  static Optional<FileKind> kindOf(Path path) throws IOException {
    try {
      return Optional.of(FileKind.ofMode((Integer) Files.getAttribute(path, "unix:mode")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Makes a folder of mode 0755, and those above it that are not there. */
  static void makeFolders(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && kindOf(parent).isEmpty()) {
      makeFolders(parent);
    }
    try {
      Files.createDirectory(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw e;
      }
    }
  }

  /** Makes an empty file of mode 0644. */
  static void makeFile(Path path) throws IOException {
    try {
      Files.createFile(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(path)) {
        throw e;
      }
    }
  }

  /** The path without links. */
  static Path resolve(Path path) throws IOException {
    return path.toRealPath();
  }
}
