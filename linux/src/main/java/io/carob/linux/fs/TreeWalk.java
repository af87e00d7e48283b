package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.ENOENT;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.internal.LinuxError;
import java.util.ArrayDeque;
import java.util.Deque;

/** A walk that shows every entry with its path. */
final class TreeWalk {

  private TreeWalk() {}

  static void walk(String folder, TreeVisitor visitor) {
    Deque<String> prefixes = new ArrayDeque<>();
    prefixes.push("");
    FileStat top = Statx.at(AT_FDCWD, folder, AT_SYMLINK_NOFOLLOW);
    if (!visitor.visit("", top)) {
      return;
    }
    try (DirectoryStack stack = new DirectoryStack(FileTree.directory(AT_FDCWD, folder), folder)) {
      stack.onLeave((parent, child) -> prefixes.pop());
      while (stack.next()) {
        int result = Statx.call(stack.directory(), stack.name(), AT_SYMLINK_NOFOLLOW);
        if (result != -ENOENT) {
          LinuxError.check(result, "statx", stack.name());
          entry(stack, prefixes, Statx.read(), top.mountId(), visitor);
        }
      }
    }
  }

  private static void entry(
      DirectoryStack stack,
      Deque<String> prefixes,
      FileStat stat,
      long mountId,
      TreeVisitor visitor) {
    String path = prefixes.getFirst() + stack.name();
    if (visitor.visit(path, stat) && stat.isDirectory() && stat.mountId() == mountId) {
      try {
        stack.enter();
        prefixes.push(path + "/");
      } catch (CarobException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
      }
    }
  }
}
