package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Refuses root file systems that would lead an OCI runtime astray. runc before 1.2 makes the links
 * of {@code /dev} by path from the host: where an image's {@code /dev} is a symbolic link, they
 * would be made, and {@code ptmx} deleted, in the folder of the host that it names.
 */
final class RootfsGuard {

  private static final List<String> KERNEL_FOLDERS = List.of("proc", "dev", "sys");

  private RootfsGuard() {}

  /**
   * Looks at a root file system that is mounted and in which nothing runs.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is refused
   */
  static void check(Path rootfs) {
    try (RootDirectory root = RootDirectory.open(rootfs)) {
      for (String folder : KERNEL_FOLDERS) {
        Optional<FileStat> there = root.find(folder);
        if (there.isPresent() && !there.get().isDirectory()) {
          throw new CarobException(
              ErrorCode.INVALID_ARGUMENT,
              "the image cannot be run: its /"
                  + folder
                  + " is no folder but "
                  + there.get().type()
                  + "; make it a folder, or leave it out of the image");
        }
      }
    }
  }
}
