package io.carob.volume.emptydir;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.linux.fs.FileStat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures a folder that containers may be changing. Follows no links. */
final class FolderUsage extends SimpleFileVisitor<Path> {

  private final Set<Long> shared = new HashSet<>();
  private long bytes;
  private long inodes;

  private FolderUsage() {}

  /** Blocks and inodes of a tree, files of several names counted once. Nothing when absent. */
  static Usage of(Path folder) {
    FolderUsage usage = new FolderUsage();
    try {
      Files.walkFileTree(folder, usage);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "measuring " + folder + " failed: " + e, e);
    }
    return new Usage(usage.bytes, usage.inodes);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return visitFile(folder, attributes);
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
    try {
      FileStat stat = FileStat.of(path);
      if (stat.isDirectory() || stat.nlink() < 2 || shared.add(stat.ino())) {
        bytes += stat.allocated();
        inodes++;
      }
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /** Gone meanwhile, or not to be looked into: the rest still counts. */
  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
    return FileVisitResult.CONTINUE;
  }
}
