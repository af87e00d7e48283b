package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.internal.Fd;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies a tree, directory by directory. A directory gets its times when all below it is done; hard
 * links are remembered by inode.
 */
final class TreeCopy {

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
        create(path, stat);
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

  private void create(String path, FileStat stat) {
    switch (stat.type()) {
      case REGULAR -> {
        try (OpenFile from = source.openFile(path);
            OpenFile to = target.createFile(path, 0600)) {
          content.copy(from, to, stat.size(), path);
        }
      }
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
