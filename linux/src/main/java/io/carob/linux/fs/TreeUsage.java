package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.ENOENT;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Adds up a tree. Only inodes with several names are remembered. */
final class TreeUsage {

  private final Set<Long> seen = new HashSet<>();
  private long bytes;
  private long inodes;

  private TreeUsage() {}

  static Usage of(String path) {
    TreeUsage usage = new TreeUsage();
    LinuxError.check(Statx.call(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW), "statx", path);
    if (usage.count(Scratch.get().struct()) == FileType.DIRECTORY) {
      try (Fd fd = FileTree.directory(AT_FDCWD, path)) {
        usage.directory(fd, path);
      }
    }
    return new Usage(usage.bytes, usage.inodes);
  }

  private FileType count(ByteBuffer statx) {
    FileType type = FileType.ofMode(Statx.mode(statx));
    boolean again =
        type != FileType.DIRECTORY && Statx.nlink(statx) > 1 && !seen.add(Statx.ino(statx));
    if (!again) {
      bytes += Statx.allocated(statx);
      inodes++;
    }
    return type;
  }

  /** Depth-first with one open descriptor a level, and bounded by what the walk keeps open. */
  private void directory(Fd start, String subject) {
    try (DirectoryStack stack = new DirectoryStack(start, subject)) {
      while (stack.next()) {
        int result = Statx.call(stack.directory(), stack.name(), AT_SYMLINK_NOFOLLOW);
        if (result == -ENOENT) {
          continue;
        }
        LinuxError.check(result, "statx", stack.name());
        ByteBuffer statx = Scratch.get().struct();
        boolean mounted = Statx.isMountRoot(statx);
        if (!mounted && count(statx) == FileType.DIRECTORY) {
          enter(stack);
        }
      }
    }
  }

  private static void enter(DirectoryStack stack) {
    try {
      stack.enter();
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }
}
