package io.carob.example.btrfs;

import io.carob.api.Usage;
import io.carob.linux.fs.Extents;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a tree adds to its parent's. A snapshot keeps the numbers of all inodes, so an inode of the
 * parent with the same number, time of change and size is shared whole; of a file that was changed,
 * what lies elsewhere on the disk counts. btrfs's own "exclusive" is another thing: it falls to
 * nothing as soon as somebody else has a snapshot.
 */
final class BtrfsUsage {

  /** An inode of the parent, by one of its names. */
  private record Seen(String path, boolean regular, Instant changed, long size, long allocated) {

    static Seen of(String path, FileStat stat) {
      return new Seen(path, stat.isRegular(), stat.ctime(), stat.size(), stat.allocated());
    }

    boolean isUnchanged(FileStat stat) {
      return changed.equals(stat.ctime())
          && size == stat.size()
          && allocated == stat.allocated();
    }
  }

  private record Inode(long dev, long ino) {}

  private final Map<Long, Seen> shared = new HashMap<>();
  private final Map<String, Seen> changed = new HashMap<>();
  private final Set<Inode> linked = new HashSet<>();
  private long bytes;
  private long inodes;

  private BtrfsUsage() {}

  static Usage of(BtrfsPlace own, Optional<BtrfsPlace> parent) {
    BtrfsUsage usage = new BtrfsUsage();
    if (own.isSubvolume()) {
      parent.filter(BtrfsPlace::isSubvolume).ifPresent(usage::share);
    }
    long dev = FileStat.of(own.fs()).dev();
    FileTree.walk(
        own.fs(),
        (path, stat) -> {
          usage.count(path, stat, stat.dev() == dev);
          return true;
        });
    parent.ifPresent(from -> usage.compare(own, from));
    return new Usage(usage.bytes, usage.inodes);
  }

  private void share(BtrfsPlace parent) {
    FileTree.walk(
        parent.fs(),
        (path, stat) -> {
          shared.put(stat.ino(), Seen.of(path, stat));
          return true;
        });
  }

  /** The walk is over: this opens files. */
  private void compare(BtrfsPlace own, BtrfsPlace parent) {
    if (changed.isEmpty()) {
      return;
    }
    try (RootDirectory here = RootDirectory.open(own.fs());
        RootDirectory there = RootDirectory.open(parent.fs())) {
      changed.forEach(
          (path, seen) -> {
            try (OpenFile file = here.openFile(path);
                OpenFile before = there.openFile(seen.path())) {
              bytes += Extents.apart(file, before);
            }
          });
    }
  }

  /** A subvolume that a container made inside has numbers of its own. */
  private void count(String path, FileStat stat, boolean numbered) {
    Seen seen = numbered ? shared.get(stat.ino()) : null;
    if (seen != null && seen.isUnchanged(stat)) {
      return;
    }
    boolean again =
        !stat.isDirectory()
            && stat.nlink() > 1
            && !linked.add(new Inode(stat.dev(), stat.ino()));
    if (again) {
      return;
    }
    inodes++;
    if (seen != null && seen.regular() && stat.isRegular()) {
      changed.put(path, seen);
    } else {
      bytes += stat.allocated();
    }
  }
}
