package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_REMOVEDIR;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.EBUSY;
import static io.carob.linux.internal.Constants.EISDIR;
import static io.carob.linux.internal.Constants.ENOENT;
import static io.carob.linux.internal.Constants.ENOTEMPTY;
import static io.carob.linux.internal.Constants.EPERM;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.util.List;

/** Removes a tree by directory descriptors: links are not followed and mounts not entered. */
final class TreeRemoval {

  /** As a place of a snapshot has it that was mounted. */
  private static final int FEW_LEVELS = 5;

  private static final int FEW_NAMES = 8;

  private TreeRemoval() {}

  /** Removes a directory, which mostly is empty; absent is fine. */
  static void removeDirectory(int dir, String name) {
    int result = Libc.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR);
    if (result == -ENOTEMPTY) {
      removeFull(dir, name, name);
    } else if (result < 0 && result != -ENOENT) {
      remove(dir, name, name);
    }
  }

  /**
   * Removes a directory that holds nothing but a few empty ones.
   *
   * @return false where it holds more, or cannot be removed; some of it may be gone
   */
  static boolean removeFew(int dir, String name) {
    return removeFew(dir, name, FEW_LEVELS);
  }

  private static boolean removeFew(int dir, String name, int levels) {
    try (Fd fd = FileTree.directory(dir, name)) {
      List<String> names = DirectoryReader.someNames(fd.number(), name);
      if (names.size() > FEW_NAMES) {
        return false;
      }
      for (String each : names) {
        int result = Libc.unlinkat(fd.number(), Scratch.get().path(each), AT_REMOVEDIR);
        boolean more = result == -ENOTEMPTY && levels > 1;
        if (result < 0 && !(more && removeFew(fd.number(), each, levels - 1))) {
          return false;
        }
      }
    } catch (CarobException e) {
      return e.code() == ErrorCode.NOT_FOUND;
    }
    return Libc.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR) >= 0;
  }

  /** Removes what a name in a directory stands for; absent is fine. */
  static void remove(int dir, String name, String subject) {
    if (!removeEntry(dir, name, subject)) {
      removeFull(dir, name, subject);
    }
  }

  /** Removes a directory that is not empty, or was not a moment ago. */
  static void removeFull(int dir, String name, String subject) {
    if (!isDirectoryToEnter(dir, name, subject)) {
      return;
    }
    try (DirectoryStack stack = new DirectoryStack(FileTree.directory(dir, name), name)) {
      stack.onLeave((parent, child) -> removeDirectory(parent, child, subject));
      while (stack.next()) {
        if (!removeEntry(stack.directory(), stack.name(), subject)
            && isDirectoryToEnter(stack.directory(), stack.name(), subject)) {
          stack.enter();
        }
      }
    }
    removeDirectory(dir, name, subject);
  }

  /** False when it may be a directory with something in it, or on it. */
  private static boolean removeEntry(int dir, String name, String subject) {
    int result = Libc.unlinkat(dir, Scratch.get().path(name), 0);
    if (result == -EISDIR || result == -EPERM) {
      return Libc.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR) >= 0;
    }
    if (result < 0 && result != -ENOENT) {
      throw LinuxError.of("unlinkat " + RawName.toText(name) + " in", subject, result);
    }
    return true;
  }

  private static boolean isDirectoryToEnter(int dir, String name, String subject) {
    int result = Statx.call(dir, name, AT_SYMLINK_NOFOLLOW);
    if (result == -ENOENT) {
      return false;
    }
    LinuxError.check(result, "statx", subject);
    if (FileType.ofMode(Statx.mode(Scratch.get().struct())) != FileType.DIRECTORY) {
      throw LinuxError.of(
          "unlinkat " + RawName.toText(name) + " in",
          subject,
          EPERM,
          "is it immutable? see lsattr(1)");
    }
    if (Statx.isMountRoot(Scratch.get().struct())) {
      throw LinuxError.of(
          "remove", subject, EBUSY, "unmount what is mounted on " + RawName.toText(name));
    }
    return true;
  }

  private static void removeDirectory(int dir, String name, String subject) {
    int result = Libc.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR);
    if (result < 0 && result != -ENOENT) {
      String hint = result == -ENOTEMPTY ? "someone still writes to it; try again" : "";
      throw LinuxError.of("rmdir " + RawName.toText(name) + " of", subject, result, hint);
    }
  }
}
