package io.carob.example.btrfs;

import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.fs.Subvolume;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is in one place: {@code fs}, the complete tree. It grows as {@code fs.new} and is renamed
 * when it is complete. It is a subvolume wherever the place lies on btrfs. A place with a size
 * limit that btrfs could not keep is a file system of another kind: there it is a plain folder and
 * a copy.
 */
final class BtrfsPlace {

  private static final int ROOT_MODE = 0755;

  private final Path place;

  BtrfsPlace(Path place) {
    this.place = place;
  }

  Path folder() {
    return place;
  }

  Path fs() {
    return place.resolve("fs");
  }

  /** Grows, and is gone when a call has ended. */
  private Path growing() {
    return place.resolve("fs.new");
  }

  /** A complete tree that is about to take the name of {@code fs}. */
  private Path flat() {
    return place.resolve("fs.flat");
  }

  boolean isMade() {
    if (!isFolder(fs()) && isFolder(flat())) {
      rename("fs.flat", "fs");
    }
    return isFolder(fs());
  }

  boolean isSubvolume() {
    return Subvolume.is(fs());
  }

  /** Makes the tree, where none is. */
  void make(Optional<BtrfsPlace> parent, boolean readOnly) {
    Subvolume.remove(growing());
    grow(parent);
    BtrfsQuota.apply(this, growing());
    rename("fs.new", "fs");
    if (readOnly && isSubvolume()) {
      Subvolume.setReadOnly(fs(), true);
    }
  }

  private void grow(Optional<BtrfsPlace> parent) {
    boolean here = Subvolume.isPossibleIn(place);
    if (here && parent.isPresent() && parent.get().isSubvolume()) {
      Subvolume.snapshot(parent.get().fs(), growing(), false);
      return;
    }
    try (RootDirectory root = RootDirectory.open(place)) {
      if (here) {
        Subvolume.create(growing());
      } else {
        root.mkdir("fs.new", ROOT_MODE);
      }
      root.chmod("fs.new", ROOT_MODE);
    }
    parent.ifPresent(from -> FileTree.copy(from.fs(), growing(), CopyOptions.EXACT));
  }

  /** Ends writing. */
  void close() {
    if (isSubvolume()) {
      List<String> inside = Subvolume.children(fs());
      if (!inside.isEmpty()) {
        flatten(inside);
      }
      Subvolume.setReadOnly(fs(), true);
    }
  }

  /** Begins writing again. */
  void open() {
    if (isSubvolume()) {
      Subvolume.setReadOnly(fs(), false);
    }
  }

  /**
   * Makes plain folders of the subvolumes that a container made in its own: a snapshot would not
   * have what is in them. The tree is built beside and takes the other's name, so that this may end
   * anywhere.
   */
  private void flatten(List<String> inside) {
    Subvolume.setReadOnly(fs(), false);
    Subvolume.remove(growing());
    Subvolume.snapshot(fs(), growing(), false);
    copy(fs(), growing(), inside);
    rename("fs.new", "fs.flat");
    Subvolume.remove(fs());
    rename("fs.flat", "fs");
  }

  /** Copies subvolumes from one tree to another, where an empty folder stands for each. */
  private static void copy(Path from, Path to, List<String> subvolumes) {
    for (String path : subvolumes) {
      String folder = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
      try (RootDirectory source = RootDirectory.open(from);
          RootDirectory target = RootDirectory.open(to)) {
        FileStat before = target.stat(folder);
        target.rmdir(path); // it takes no entries
        target.mkdir(path, 0700);
        try (RootDirectory child = source.openDirectory(path);
            RootDirectory made = target.openDirectory(path)) {
          // What it holds of further subvolumes is copied as plain folders, too.
          FileTree.copy(child.procPath(), made.procPath(), CopyOptions.EXACT);
        }
        target.setTimes(folder, before.atime(), before.mtime());
      }
    }
  }

  /** Removes what plain deletion would not. */
  void removeSubvolumes() {
    trees().filter(Subvolume::is).forEach(Subvolume::remove);
  }

  /** Removes all trees. */
  void removeAll() {
    trees().forEach(Subvolume::remove);
  }

  private Stream<Path> trees() {
    return Stream.of(fs(), growing(), flat());
  }

  private void rename(String from, String to) {
    try (RootDirectory root = RootDirectory.open(place)) {
      root.renameNew(from, to);
    }
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
