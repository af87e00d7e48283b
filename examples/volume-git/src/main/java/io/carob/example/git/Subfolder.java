package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The folder of a tree that is shown. The tree is a stranger's: a link in the way would lead to
 * whatever the node has there.
 */
final class Subfolder {

  private Subfolder() {}

  /**
   * Finds it, name by name.
   *
   * @throws CarobException {@code NOT_FOUND} when it is not there; {@code INVALID_ARGUMENT} when
   *     the way there is a link or a file
   */
  static Path of(Path tree, String directory) {
    Path at = tree;
    for (String name : directory.isEmpty() ? new String[0] : directory.split("/")) {
      at = at.resolve(name);
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new CarobException(
            ErrorCode.NOT_FOUND, "the repository has no folder " + directory + " at this revision");
      }
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "directory " + directory + ": " + name + " is a link or a file of the repository. Name"
                + " a folder without links on the way");
      }
    }
    return at;
  }
}
