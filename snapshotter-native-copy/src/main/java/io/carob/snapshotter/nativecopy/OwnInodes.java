package io.carob.snapshotter.nativecopy;

import io.carob.api.Usage;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Measures what a tree takes beyond what it shares with its parent: an inode that the parent holds
 * too is the parent's. Each inode counts once, however many names it has.
 */
final class OwnInodes {

  private record Inode(long dev, long ino) {}

  private final RootDirectory tree;
  private final Optional<RootDirectory> parent;
  private final Set<Inode> shared = new HashSet<>();
  private final Set<Inode> counted = new HashSet<>();
  private final Deque<String> folders = new ArrayDeque<>();
  private Usage usage = Usage.NONE;

  private OwnInodes(RootDirectory tree, Optional<RootDirectory> parent) {
    this.tree = tree;
    this.parent = parent;
  }

  static Usage measure(Path tree, Optional<Path> parent) {
    try (RootDirectory own = RootDirectory.open(tree)) {
      if (parent.isEmpty()) {
        return new OwnInodes(own, Optional.empty()).measure();
      }
      try (RootDirectory other = RootDirectory.open(parent.get())) {
        return new OwnInodes(own, Optional.of(other)).measure();
      }
    }
  }

  private Usage measure() {
    if (parent.isPresent()) {
      walk(this::noteShared);
    }
    walk(this::count);
    return usage;
  }

  private void walk(Visitor visitor) {
    visitor.visit(".", tree.stat("."));
    folders.add(".");
    while (!folders.isEmpty()) {
      String folder = folders.remove();
      for (String name : tree.list(folder)) {
        String path = folder + "/" + name;
        FileStat stat = tree.stat(path);
        if (stat.isDirectory()) {
          folders.add(path);
        }
        visitor.visit(path, stat);
      }
    }
  }

  private void noteShared(String path, FileStat stat) {
    if (stat.nlink() > 1 && !stat.isDirectory()) {
      parent
          .flatMap(other -> other.find(path))
          .filter(theirs -> theirs.ino() == stat.ino() && theirs.dev() == stat.dev())
          .ifPresent(same -> shared.add(new Inode(stat.dev(), stat.ino())));
    }
  }

  private void count(String path, FileStat stat) {
    Inode inode = new Inode(stat.dev(), stat.ino());
    boolean severalNames = stat.nlink() > 1 && !stat.isDirectory();
    if (!severalNames || (!shared.contains(inode) && counted.add(inode))) {
      usage = usage.plus(new Usage(stat.allocated(), 1));
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(String path, FileStat stat);
  }
}
