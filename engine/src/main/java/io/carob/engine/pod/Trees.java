package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deleting folders: links are removed, never followed, and nothing mounted is ever deleted. */
final class Trees {

  private Trees() {}

  /**
   * Deletes a folder with all that is in it; nothing to do when it is not there.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when something is mounted in it
   */
  static void delete(Path folder) {
    if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    refuseMountsBelow(folder);
    try {
      Files.walkFileTree(folder, new Deleter());
    } catch (IOException e) {
      throw PodFolder.error("deleting " + folder, e);
    }
  }

  static boolean isEmpty(Path folder) {
    try (var children = Files.newDirectoryStream(folder)) {
      return !children.iterator().hasNext();
    } catch (IOException e) {
      throw PodFolder.error("listing " + folder, e);
    }
  }

  static void refuseMountsBelow(Path folder) {
    String prefix = folder.toAbsolutePath().normalize() + "/";
    try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      lines
          .map(line -> line.split(" ", 6)[4].replace("\\040", " "))
          .filter(target -> (target + "/").startsWith(prefix))
          .findFirst()
          .ifPresent(
              target -> {
                throw new CarobException(
                    ErrorCode.FAILED_PRECONDITION,
                    folder + " is not deleted: " + target + " is mounted there; unmount it");
              });
    } catch (IOException e) {
      throw PodFolder.error("reading /proc/self/mountinfo", e);
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
