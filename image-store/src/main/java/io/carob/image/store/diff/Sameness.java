package io.carob.image.store.diff;

import io.carob.api.CarobException;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Whether a name is the same in two trees: in everything that a layer says, and in which other
 * names are hard links of it. Contents are compared byte by byte: times can be set back.
 */
final class Sameness implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final RootDirectory upper;
  private final RootDirectory parent;
  private final Map<Long, Long> upperLinks;
  private final Map<Long, Long> parentLinks;
  private final byte[] one = new byte[BUFFER];
  private final byte[] other = new byte[BUFFER];

  Sameness(RootDirectory upper, Path upperFolder, Path parentFolder) {
    this.upper = upper;
    this.parent = RootDirectory.open(parentFolder);
    try {
      this.upperLinks = links(upperFolder, path -> true);
      this.parentLinks = links(parentFolder, upper::exists);
    } catch (RuntimeException e) {
      parent.close();
      throw e;
    }
  }

  /** For each inode with several names, a sum over those in the tree that are still there. */
  private static Map<Long, Long> links(Path folder, Predicate<String> counts) {
    Map<Long, Long> sums = new HashMap<>();
    FileTree.walk(
        folder,
        (path, stat) -> {
          if (!stat.isDirectory() && stat.nlink() > 1 && counts.test(path)) {
            sums.merge(stat.ino(), hash(path), Long::sum);
          }
          return true;
        });
    return sums;
  }

  private static long hash(String path) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash * 0xD6E8FEB86659FD93L;
  }

  List<String> parentNames(String folder) {
    return parent.list(folder);
  }

  Optional<FileStat> parentStat(String path) {
    return parent.find(path);
  }

  boolean isSame(String path, FileStat now, FileStat before) {
    return now.type() == before.type()
        && now.permissions() == before.permissions()
        && now.uid() == before.uid()
        && now.gid() == before.gid()
        && now.mtime().equals(before.mtime())
        && (now.isDirectory() || links(path, now, before))
        && sameKind(path, now, before);
  }

  private boolean links(String path, FileStat now, FileStat before) {
    long own = hash(path);
    return upperLinks.getOrDefault(now.ino(), own)
        == (long) parentLinks.getOrDefault(before.ino(), own);
  }

  private boolean sameKind(String path, FileStat now, FileStat before) {
    if (now.dev() == before.dev() && now.ino() == before.ino()) {
      return true;
    }
    return switch (now.type()) {
      case DIRECTORY -> sameXattrs(path);
      case REGULAR -> now.size() == before.size() && sameXattrs(path) && sameContent(path);
      case SYMLINK -> sameTarget(path);
      default -> now.rdev() == before.rdev();
    };
  }

  private boolean sameTarget(String path) {
    try {
      return upper.readlink(path).equals(parent.readlink(path));
    } catch (CarobException e) {
      return changed(e);
    }
  }

  private boolean sameXattrs(String path) {
    SortedMap<String, byte[]> now = LayerEntries.xattrs(upper, path);
    SortedMap<String, byte[]> before = LayerEntries.xattrs(parent, path);
    return now.keySet().equals(before.keySet())
        && now.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), before.get(entry.getKey())));
  }

  private boolean sameContent(String path) {
    try (OpenFile left = upper.openFile(path);
        OpenFile right = parent.openFile(path)) {
      while (true) {
        int size = fill(left, one);
        if (fill(right, other) != size || !Arrays.equals(one, 0, size, other, 0, size)) {
          return false;
        }
        if (size < BUFFER) {
          return true;
        }
      }
    } catch (CarobException e) {
      return changed(e);
    }
  }

  /** What vanished while it was looked at is not the same; writing it finds that out again. */
  private static boolean changed(CarobException e) {
    if (LayerEntries.hasVanished(e)) {
      return false;
    }
    throw e;
  }

  private static int fill(OpenFile file, byte[] into) {
    int done = 0;
    while (done < into.length) {
      int n = file.read(into, done, into.length - done);
      if (n <= 0) {
        break;
      }
      done += n;
    }
    return done;
  }

  @Override
  public void close() {
    parent.close();
  }
}
