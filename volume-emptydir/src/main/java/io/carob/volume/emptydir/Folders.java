package io.carob.volume.emptydir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes folders. */
final class Folders {

  private Folders() {}

  /**
   * Makes a folder with an exact mode, whatever the process's umask. It appears with its mode or
   * not at all; one that is there is left as containers have made it.
   */
  static void make(Path folder, String mode) throws IOException {
    if (Files.isDirectory(folder, NOFOLLOW_LINKS)) {
      return;
    }
    Path underWay = folder.resolveSibling(folder.getFileName() + ".new");
    if (!Files.isDirectory(underWay, NOFOLLOW_LINKS)) {
      Files.createDirectory(underWay);
    }
    Files.setPosixFilePermissions(underWay, PosixFilePermissions.fromString(mode));
    Files.move(underWay, folder, StandardCopyOption.ATOMIC_MOVE);
  }
}
