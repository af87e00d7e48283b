package io.carob.image.store.diff;

import io.carob.api.CarobException;
import io.carob.image.store.layer.LayerStack;
import io.carob.image.store.layer.LayerStack.Found;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Whether a name is the same in two trees: in everything that a layer says, and in which other
 * names are hard links of it. Contents are compared byte by byte: times can be set back.
 */
final class Sameness {

  private static final int BUFFER = 128 * 1024;

  private final RootDirectory upper;
  private final LayerStack parents;
  private final Map<Long, Long> upperLinks;
  private final Map<Long, Long> parentLinks;
  private final byte[] one = new byte[BUFFER];
  private final byte[] other = new byte[BUFFER];

  Sameness(RootDirectory upper, Path upperFolder, LayerStack parents) {
    this.upper = upper;
    this.parents = parents;
    this.upperLinks = upperLinks(upperFolder);
    this.parentLinks = parentLinks();
  }

  /** For each inode with several names, a sum over those in the tree. */
  private static Map<Long, Long> upperLinks(Path folder) {
    Map<Long, Long> sums = new HashMap<>();
    FileTree.walk(
        folder,
        (path, stat) -> {
          if (!stat.isDirectory() && stat.nlink() > 1) {
            sums.merge(stat.ino(), hash(path), Long::sum);
          }
          return true;
        });
    return sums;
  }

  /** The same, over those that are still there. */
  private Map<Long, Long> parentLinks() {
    Map<Long, Long> sums = new HashMap<>();
    parents.linked(
        (path, stat) -> {
          if (upper.exists(path)) {
            sums.merge(stat.ino(), hash(path), Long::sum);
          }
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

  Set<String> parentNames(String folder) {
    return parents.list(folder);
  }

  Optional<Found> before(String path) {
    return parents.find(path);
  }

  boolean isSame(String path, FileStat now, Found found) {
    FileStat before = found.stat();
    return now.type() == before.type()
        && now.permissions() == before.permissions()
        && now.uid() == before.uid()
        && now.gid() == before.gid()
        && now.mtime().equals(before.mtime())
        && (now.isDirectory() || links(path, now, before))
        && sameKind(path, now, found);
  }

  private boolean links(String path, FileStat now, FileStat before) {
    long own = hash(path);
    return upperLinks.getOrDefault(now.ino(), own)
        == (long) parentLinks.getOrDefault(before.ino(), own);
  }

  private boolean sameKind(String path, FileStat now, Found found) {
    FileStat before = found.stat();
    RootDirectory parent = found.layer();
    if (now.dev() == before.dev() && now.ino() == before.ino()) {
      return true;
    }
    return switch (now.type()) {
      case DIRECTORY -> sameXattrs(path, parent);
      case REGULAR ->
          now.size() == before.size() && sameXattrs(path, parent) && sameContent(path, parent);
      case SYMLINK -> sameTarget(path, parent);
      default -> now.rdev() == before.rdev();
    };
  }

  private boolean sameTarget(String path, RootDirectory parent) {
    try {
      return upper.readlink(path).equals(parent.readlink(path));
    } catch (CarobException e) {
      return changed(e);
    }
  }

  private boolean sameXattrs(String path, RootDirectory parent) {
    SortedMap<String, byte[]> now = LayerEntries.xattrs(upper, path);
    SortedMap<String, byte[]> before = LayerEntries.xattrs(parent, path);
    return now.keySet().equals(before.keySet())
        && now.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), before.get(entry.getKey())));
  }

  private boolean sameContent(String path, RootDirectory parent) {
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
}
