package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.time.Instant;
import java.util.Optional;

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
  private String last = "";

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

  /** Whether the folder is there; changes nothing. */
  boolean exists(String folder) {
    return isFolder(folder).isPresent();
  }

  /** Something that may be a folder was removed. */
  void forget() {
    last = "";
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
      rememberTimes(folder, there.get());
      return;
    }
    String parent = LayerPath.parent(folder);
    ensure(parent, entry, links);
    Optional<FileStat> obstacle = root.find(folder);
    if (obstacle.isEmpty()) {
      make(folder);
    } else if (obstacle.get().isSymlink()) {
      follow(folder, entry, links);
    } else {
      replace(folder, entry, obstacle.get());
    }
  }

  private Optional<FileStat> isFolder(String folder) {
    return root.find(LayerPath.self(folder));
  }

  /** A folder that the layer itself says nothing about keeps its times. */
  private void rememberTimes(String folder, FileStat stat) {
    if (!times.knows(folder)) {
      times.put(folder, stat.atime(), stat.mtime());
    }
  }

  private void make(String folder) {
    root.mkdir(folder, MODE);
    root.chown(folder, 0, 0);
    root.chmod(folder, MODE);
    times.put(folder, Instant.EPOCH, Instant.EPOCH);
  }

  private void follow(String folder, String entry, int links) {
    if (links == 0) {
      throw LayerErrors.refused(entry, "its folders lead through too many symbolic links");
    }
    String target = root.readlink(folder);
    String inside = LayerPath.resolve(LayerPath.parent(folder), target);
    ensure(inside, entry, links - 1);
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
