package io.carob.snapshotter.nativecopy;

import io.carob.api.Usage;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures what a tree takes beyond what it shares with its parents: an inode that one of them has
 * under the same name is the parent's. Each inode counts once, however many names it has.
 */
final class OwnInodes implements AutoCloseable {

  private record Inode(long dev, long ino) {}

  private final List<RootDirectory> parents = new ArrayList<>();
  private final Set<Inode> shared = new HashSet<>();
  private final Map<Inode, Long> several = new HashMap<>();
  private Usage usage = Usage.NONE;

  private OwnInodes(List<Path> parents) {
    try {
      parents.forEach(parent -> this.parents.add(RootDirectory.open(parent)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  static Usage measure(Path tree, List<Path> parents) {
    try (OwnInodes own = new OwnInodes(parents)) {
      FileTree.walk(tree, own::visit);
      return own.sum();
    }
  }

  private boolean visit(String path, FileStat stat) {
    if (stat.nlink() == 1 || stat.isDirectory()) {
      usage = usage.plus(new Usage(stat.allocated(), 1));
      return true;
    }
    Inode inode = new Inode(stat.dev(), stat.ino());
    several.put(inode, stat.allocated());
    if (!shared.contains(inode) && isParents(path, inode)) {
      shared.add(inode);
    }
    return true;
  }

  private boolean isParents(String path, Inode inode) {
    return parents.stream()
        .map(parent -> parent.find(path))
        .flatMap(Optional::stream)
        .anyMatch(theirs -> inode.equals(new Inode(theirs.dev(), theirs.ino())));
  }

  private Usage sum() {
    several.keySet().removeAll(shared);
    long bytes = several.values().stream().mapToLong(Long::longValue).sum();
    return usage.plus(new Usage(bytes, several.size()));
  }

  @Override
  public void close() {
    parents.forEach(RootDirectory::close);
  }
}
