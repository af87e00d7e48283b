package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.internal.Fd;
import java.util.ArrayDeque;
import java.util.Deque;

/** Copies a tree, directory by directory. */
final class TreeCopy {

  private final RootDirectory source;
  private final EntryCopy entries;
  private final CopyOptions options;
  private final Deque<Pending> directories = new ArrayDeque<>();

  TreeCopy(RootDirectory source, RootDirectory target, CopyOptions options) {
    this.source = source;
    this.entries = new EntryCopy(target, options);
    this.options = options;
  }

  void run() {
    FileStat top = source.stat("");
    entries.attributes(source, "", top);
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
      entries.makeFolder(source, path, stat);
      directories.push(new Pending(path, stat));
      if (mounted && !options.crossMounts()) {
        finishDirectory();
      } else {
        stack.enter();
      }
    } else {
      entries.file(source, stack.directory(), stack.name(), path, stat);
    }
  }

  private void finishDirectory() {
    Pending done = directories.pop();
    entries.finishFolder(done.path, done.stat);
  }

  private record Pending(String path, FileStat stat) {}
}
