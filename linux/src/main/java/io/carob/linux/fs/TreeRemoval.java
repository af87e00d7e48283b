package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_REMOVEDIR;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.EBUSY;
import static io.carob.linux.internal.Constants.EISDIR;
import static io.carob.linux.internal.Constants.ENOENT;
import static io.carob.linux.internal.Constants.ENOTDIR;
import static io.carob.linux.internal.Constants.EPERM;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Removes a tree by directory descriptors: links are not followed and mounts not entered. The depth
 * is not bounded by the thread's stack, and descriptors above the innermost few are closed and
 * opened again through {@code ..} after a check of the inode.
 */
final class TreeRemoval {

  private static final int OPEN_LEVELS = 64;
  private static final int DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

  private final String subject;
  private final Deque<Level> levels = new ArrayDeque<>();

  private TreeRemoval(String subject) {
    this.subject = subject;
  }

  /** Removes what a name in a directory stands for; absent is fine. */
  static void remove(int dir, String name, String subject) {
    int result = Libc.unlinkat(dir, Scratch.get().path(name), 0);
    if (result >= 0 || result == -ENOENT) {
      return;
    }
    if (result != -EISDIR && result != -EPERM) {
      throw LinuxError.of("unlinkat", subject, result);
    }
    TreeRemoval removal = new TreeRemoval(subject);
    try {
      if (removal.enter(dir, name)) {
        removal.run();
        removeDirectory(dir, name, subject);
      }
    } finally {
      removal.levels.forEach(level -> level.fd.close());
    }
  }

  private void run() {
    while (true) {
      Level level = levels.getLast();
      if (level.names.hasNext()) {
        removeOrEnter(level, level.names.next());
      } else if (levels.size() == 1) {
        levels.removeLast().fd.close();
        return;
      } else {
        leave();
      }
    }
  }

  private void removeOrEnter(Level level, String name) {
    int result = Libc.unlinkat(level.fd.number(), Scratch.get().path(name), 0);
    if (result == -EISDIR || result == -EPERM) {
      enter(level.fd.number(), name);
    } else if (result < 0 && result != -ENOENT) {
      throw LinuxError.of("unlinkat", subject + "/…/" + RawName.toText(name), result);
    }
  }

  /** False when the directory has gone meanwhile. */
  private boolean enter(int dir, String name) {
    int result = Statx.call(dir, name, AT_SYMLINK_NOFOLLOW);
    if (result == -ENOENT) {
      return false;
    }
    LinuxError.check(result, "statx", name);
    if (Statx.isMountRoot(Scratch.get().struct())) {
      throw LinuxError.of("remove", subject, EBUSY, "unmount what is mounted on " + name);
    }
    if (FileType.ofMode(Statx.mode(Scratch.get().struct())) != FileType.DIRECTORY) {
      throw LinuxError.of("unlinkat", name, EPERM, "is it immutable? see lsattr(1)");
    }
    Fd fd = Fd.openAt(dir, name, DIRECTORY, 0);
    try {
      FileStat stat = Statx.at(fd.number(), "", 0);
      levels.addLast(
          new Level(fd, name, stat.dev(), stat.ino(), DirectoryReader.names(fd.number(), name)));
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
    closeOuter();
    return true;
  }

  private void closeOuter() {
    if (levels.size() > OPEN_LEVELS) {
      int skip = levels.size() - OPEN_LEVELS;
      for (Level level : levels) {
        if (skip-- == 0) {
          return;
        }
        level.fd.close();
      }
    }
  }

  private void leave() {
    Level done = levels.removeLast();
    Level parent = levels.getLast();
    if (!parent.fd.isOpen()) {
      parent.reopen(done.fd);
    }
    done.fd.close();
    removeDirectory(parent.fd.number(), done.name, subject);
  }

  private static void removeDirectory(int dir, String name, String subject) {
    int result = Libc.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR);
    if (result < 0 && result != -ENOENT && result != -ENOTDIR) {
      throw LinuxError.of("rmdir", subject, result);
    }
  }

  private static final class Level {
    private Fd fd;
    private final String name;
    private final long dev;
    private final long ino;
    private final Iterator<String> names;

    Level(Fd fd, String name, long dev, long ino, Iterable<String> names) {
      this.fd = fd;
      this.name = name;
      this.dev = dev;
      this.ino = ino;
      this.names = names.iterator();
    }

    /** By way of the child; another inode there means that someone moved the child away. */
    void reopen(Fd child) {
      Fd parent = Fd.openAt(child.number(), "..", DIRECTORY, 0);
      FileStat stat = Statx.at(parent.number(), "", 0);
      if (stat.dev() != dev || stat.ino() != ino) {
        parent.close();
        throw LinuxError.of("remove", name, EBUSY, "the tree is being changed");
      }
      fd = parent;
    }
  }
}
