package io.carob.engine.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders on the run directory; only the owner may look into them. */
final class RunFolders {

  private RunFolders() {}

  static void make(Path folder) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw PodFolder.error("making " + folder, e);
    }
  }
}
