package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.EBUSY;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NONBLOCK;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies a tree, directory by directory. A directory gets its times when all below it is done; hard
 * links are remembered by inode.
 */
final class TreeCopy {

  private static final int SET_ID = 06000;

  private final RootDirectory source;
  private final RootDirectory target;
  private final CopyOptions options;
  private final FileCopy content = new FileCopy();
  private final Map<Inode, String> linked = new HashMap<>();
  private final Deque<Pending> directories = new ArrayDeque<>();

  TreeCopy(RootDirectory source, RootDirectory target, CopyOptions options) {
    this.source = source;
    this.target = target;
    this.options = options;
  }

  void run() {
    FileStat top = source.stat("");
    attributes("", top);
    directories.push(new Pending("", top));
    try (Fd fd = openTop();
        DirectoryStack stack = new DirectoryStack(fd, "")) {
      stack.onLeave((parent, child) -> finishDirectory());
      while (stack.next()) {
        entry(stack);
      }
    }
    finishDirectory();
  }

  private Fd openTop() {
    return Fd.openAt(source.number(), ".", O_RDONLY | O_DIRECTORY, 0);
  }

  private void entry(DirectoryStack stack) {
    String folder = directories.getFirst().path;
    String path = folder.isEmpty() ? stack.name() : folder + "/" + stack.name();
    FileStat stat = Statx.at(stack.directory(), stack.name(), 0x100);
    boolean mounted = stat.mountId() != directories.getLast().stat.mountId();
    if (stat.isDirectory()) {
      target.mkdir(path, 0700);
      attributes(path, stat);
      directories.push(new Pending(path, stat));
      if (mounted && !options.crossMounts()) {
        finishDirectory();
      } else {
        stack.enter();
      }
    } else if (stat.type() != FileType.SOCKET) {
      if (!linkedAlready(path, stat)) {
        if (stat.type() == FileType.REGULAR) {
          copyFile(stack.directory(), stack.name(), path, stat);
        } else {
          create(path, stat);
        }
      }
    }
  }

  private boolean linkedAlready(String path, FileStat stat) {
    if (stat.nlink() < 2) {
      return false;
    }
    String first = linked.putIfAbsent(new Inode(stat.dev(), stat.ino()), path);
    if (first == null) {
      return false;
    }
    target.link(first, path);
    return true;
  }

  /** By descriptors, in the order in which one step does not undo the other. */
  private void copyFile(int folder, String name, String path, FileStat stat) {
    int setId = stat.permissions() & SET_ID;
    try (OpenFile from = openSame(folder, name, path, stat);
        OpenFile to = target.createFile(path, stat.permissions() & ~SET_ID)) {
      content.copy(from, to, stat, path);
      to.setOwner(stat.uid(), stat.gid());
      if (setId != 0) {
        to.setMode(stat.permissions());
      }
      for (String attribute : Xattrs.list(from.number(), path)) {
        if (options.xattrs().test(attribute)) {
          Xattrs.get(from.number(), path, attribute)
              .ifPresent(value -> to.setXattr(attribute, value));
        }
      }
      to.setTimes(stat.atime(), stat.mtime());
    }
  }

  /** What was just seen to be a regular file; that it still is one is made sure of. */
  private static OpenFile openSame(int folder, String name, String path, FileStat seen) {
    Fd fd = Fd.openAt(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    OpenFile file = new OpenFile(fd, path);
    FileStat stat = file.stat();
    if (stat.ino() != seen.ino() || stat.dev() != seen.dev()) {
      file.close();
      throw LinuxError.of("copy", path, EBUSY, "the tree is being changed; try again");
    }
    return file;
  }

  private void create(String path, FileStat stat) {
    switch (stat.type()) {
      case SYMLINK -> target.symlink(source.readlink(path), path);
      default -> target.mknod(path, stat.type(), 0600, stat.rdev());
    }
    attributes(path, stat);
    target.setTimes(path, stat.atime(), stat.mtime());
  }

  /** The owner first: changing it clears set-user-ID and file capabilities. */
  private void attributes(String path, FileStat stat) {
    target.chown(path, stat.uid(), stat.gid());
    if (!stat.isSymlink()) {
      target.chmod(path, stat.permissions());
    }
    for (String name : source.listXattrs(path)) {
      if (options.xattrs().test(name)) {
        source.getXattr(path, name).ifPresent(value -> target.setXattr(path, name, value));
      }
    }
  }

  private void finishDirectory() {
    Pending done = directories.pop();
    target.setTimes(done.path, done.stat.atime(), done.stat.mtime());
  }

  private record Inode(long dev, long ino) {}

  private record Pending(String path, FileStat stat) {}
}
