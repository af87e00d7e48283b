package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure of the folders above an entry. Absent ones are made, root's and 0755. Symbolic links
 * among them count from the layer's root; what a dangling one names is made inside.
 */
final class Folders {

  private static final int MODE = 0755;
  private static final int MAX_LINKS = 40;

  private final RootDirectory root;
  private final Hiding hiding;
  private final FolderTimes times;
  private @Nullable String last;

  Folders(RootDirectory root, Hiding hiding, FolderTimes times) {
    this.root = root;
    this.hiding = hiding;
    this.times = times;
  }

  /** Makes the folder usable as a parent of the entry. */
  void ensure(String folder, String entry) {
    if (!folder.equals(last)) {
      ensure(folder, entry, MAX_LINKS);
      last = folder;
    }
  }

  /** Something that may be a folder was removed. */
  void forget() {
    last = null;
    hiding.forget();
  }

  /** A folder was made where something else was. */
  void replaced(String folder, FileStat before) {
    forget();
    hiding.folderReplaces(folder, before);
  }

  private void ensure(String folder, String entry, int links) {
    if (folder.isEmpty()) {
      rememberTimes("", root.stat("."));
      return;
    }
    Optional<FileStat> there = isFolder(folder);
    if (there.isPresent()) {
      found(folder, entry, there.get(), links);
      return;
    }
    String parent = LayerPath.parent(folder);
    ensure(parent, entry, links);
    Optional<FileStat> obstacle = root.find(folder);
    if (obstacle.isEmpty()) {
      fetch(folder, entry, links);
    } else if (obstacle.get().isSymlink()) {
      follow(folder, entry, links);
    } else {
      replace(folder, entry, obstacle.get());
    }
  }

  private Optional<FileStat> isFolder(String folder) {
    return root.find(LayerPath.self(folder));
  }

  /** The times are those of the folder, not of a symbolic link to it. */
  private void found(String folder, String entry, FileStat stat, int links) {
    if (!times.knows(folder)) {
      if (root.stat(folder).isSymlink()) {
        follow(folder, entry, links);
      } else {
        times.put(folder, stat.atime(), stat.mtime());
      }
    }
  }

  /** A folder that the layer itself says nothing about keeps its times. */
  private void rememberTimes(String folder, FileStat stat) {
    if (!times.knows(folder)) {
      times.put(folder, stat.atime(), stat.mtime());
    }
  }

  /**
   * The path of a folder that is there, without symbolic links.
   *
   * @param entry for messages
   */
  String real(String folder, String entry) {
    return real(folder, entry, MAX_LINKS);
  }

  private String real(String folder, String entry, int links) {
    if (folder.isEmpty()) {
      return folder;
    }
    String parent = real(LayerPath.parent(folder), entry, links);
    String path = LayerPath.join(parent, LayerPath.base(folder));
    return root.stat(path).isSymlink()
        ? real(LayerPath.resolve(parent, readlink(path, entry, links)), entry, links - 1)
        : path;
  }

  private void fetch(String name, String entry, int links) {
    String parent = real(LayerPath.parent(name), entry, links);
    String folder = LayerPath.join(parent, LayerPath.base(name));
    Optional<FileStat> lower = hiding.fetchFolder(folder);
    if (lower.isEmpty()) {
      make(folder);
    } else if (lower.get().isDirectory()) {
      times.put(folder, lower.get().atime(), lower.get().mtime());
    } else {
      follow(folder, entry, links);
    }
  }

  private void make(String folder) {
    root.mkdir(folder, MODE);
    root.chown(folder, 0, 0);
    root.chmod(folder, MODE);
    times.put(folder, Instant.EPOCH, Instant.EPOCH);
    hiding.brought(LayerPath.parent(folder), LayerPath.base(folder));
  }

  private void follow(String folder, String entry, int links) {
    String target = readlink(folder, entry, links);
    String inside = LayerPath.resolve(LayerPath.parent(folder), target);
    Whiteout.refuseFolders(entry, inside);
    ensure(inside, entry, links - 1);
  }

  private String readlink(String path, String entry, int links) {
    if (links == 0) {
      throw LayerErrors.refused(entry, "its folders lead through too many symbolic links");
    }
    return root.readlink(path);
  }

  private void replace(String folder, String entry, FileStat obstacle) {
    if (hiding.isOurs(LayerPath.parent(folder), LayerPath.base(folder), obstacle)) {
      throw LayerErrors.refused(entry, "a folder above it is a file in the same layer");
    }
    root.unlink(folder);
    make(folder);
    replaced(folder, obstacle);
  }
}
