package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Takes a node's folder, root or run, for it alone: from users without rights, and from other
 * nodes, be they the service or those of other programs or of this one.
 */
final class NodeFolder {

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx--x--x");

  private NodeFolder() {}

  /**
   * Makes the folder, if it is not there, and takes it.
   *
   * @param what its name in the builder
   */
  static FolderLock take(String what, Path folder) {
    try {
      Files.createDirectories(folder);
      makePrivate(what, folder);
      return FolderLock.take(folder, FolderLock.NODE).orElseThrow(() -> refused(what, folder));
    } catch (IOException e) {
      throw unusable(what, folder, e);
    }
  }

  /** Containers' users pass through to their mounts; nobody else may list. */
  private static void makePrivate(String what, Path folder) throws IOException {
    if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "starting a node in this program: all users may write to "
              + folder
              + ", so it is not a node's alone. Choose a folder in it as "
              + what
              + ", such as "
              + folder.resolve("carob"));
    }
    Files.setPosixFilePermissions(folder, PRIVATE);
  }

  private static CarobException refused(String what, Path folder) {
    try {
      return new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "starting a node in this program: a node of "
              + FolderLock.holder(folder, FolderLock.NODE)
              + " uses "
              + folder
              + ". Stop that one, or choose another "
              + what);
    } catch (IOException e) {
      return unusable(what, folder, e);
    }
  }

  private static CarobException unusable(String what, Path folder, IOException e) {
    return new CarobException(
        ErrorCode.INTERNAL,
        "starting a node in this program: "
            + folder
            + " cannot be used: "
            + e
            + ". Mend that, or choose another "
            + what,
        e);
  }
}
