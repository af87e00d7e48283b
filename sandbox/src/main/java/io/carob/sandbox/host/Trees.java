package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.mount.MountEntry;
import io.carob.linux.mount.MountTable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes our own folders; never follows a link, and never goes into a mount. */
public final class Trees {

  private Trees() {}

  /**
   * Deletes a folder with all it holds. Succeeds when it is not there.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when something is mounted in it
   */
  public static void delete(Path folder) {
    List<MountEntry> mounts = MountTable.read().below(folder);
    if (!mounts.isEmpty()) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "folder "
              + folder
              + " is not deleted: "
              + mounts.get(0).mountPoint()
              + " is still mounted");
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.deleteIfExists(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "folder " + folder + " cannot be deleted", e);
    }
  }
}
