package io.carob.example.btrfs;

import io.carob.api.Usage;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a tree adds to its parent's. A snapshot keeps the numbers of all inodes, so an inode of the
 * parent with the same number, time of change and size is shared whole. btrfs's own "exclusive" is
 * another thing: it falls to nothing as soon as somebody else has a snapshot.
 */
final class BtrfsUsage {

  private record Seen(Instant changed, long size, long allocated) {

    static Seen of(FileStat stat) {
      return new Seen(stat.ctime(), stat.size(), stat.allocated());
    }
  }

  private record Inode(long dev, long ino) {}

  private final Map<Long, Seen> shared = new HashMap<>();
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
          usage.count(stat, stat.dev() == dev);
          return true;
        });
    return new Usage(usage.bytes, usage.inodes);
  }

  private void share(BtrfsPlace parent) {
    FileTree.walk(
        parent.fs(),
        (path, stat) -> {
          shared.put(stat.ino(), Seen.of(stat));
          return true;
        });
  }

  /** A subvolume that a container made inside has numbers of its own. */
  private void count(FileStat stat, boolean numbered) {
    if (numbered && Seen.of(stat).equals(shared.get(stat.ino()))) {
      return;
    }
    boolean again =
        !stat.isDirectory()
            && stat.nlink() > 1
            && !linked.add(new Inode(stat.dev(), stat.ino()));
    if (!again) {
      bytes += stat.allocated();
      inodes++;
    }
  }
}
