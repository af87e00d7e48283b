package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.EBUSY;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NONBLOCK;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies the entries of trees into one tree, one by one. Hard links are remembered by inode; the
 * same path in source and target.
 */
final class EntryCopy {

  private static final int SET_ID = 06000;

  private final RootDirectory target;
  private final CopyOptions options;
  private final FileCopy content = new FileCopy();
  private final Map<Inode, String> linked = new HashMap<>();

  EntryCopy(RootDirectory target, CopyOptions options) {
    this.target = target;
    this.options = options;
  }

  /** Makes a folder, without its times and what is in it. */
  void makeFolder(RootDirectory source, String path, FileStat stat) {
    target.mkdir(path, 0700);
    attributes(source, path, stat);
  }

  /** A folder gets its times when all below it is done. */
  void finishFolder(String path, FileStat stat) {
    target.setTimes(path, stat.atime(), stat.mtime());
  }

  /**
   * Copies anything but a folder; sockets are left out.
   *
   * @param folder the open folder that it lies in
   */
  void file(RootDirectory source, int folder, String name, String path, FileStat stat) {
    if (stat.type() == FileType.SOCKET || linkedAlready(path, stat)) {
      return;
    }
    if (stat.type() == FileType.REGULAR) {
      copyFile(folder, name, path, stat);
    } else {
      create(source, path, stat);
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

  private void create(RootDirectory source, String path, FileStat stat) {
    switch (stat.type()) {
      case SYMLINK -> target.symlink(source.readlink(path), path);
      default -> target.mknod(path, stat.type(), 0600, stat.rdev());
    }
    attributes(source, path, stat);
    target.setTimes(path, stat.atime(), stat.mtime());
  }

  /** The owner first: changing it clears set-user-ID and file capabilities. */
  void attributes(RootDirectory source, String path, FileStat stat) {
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

  private record Inode(long dev, long ino) {}
}
