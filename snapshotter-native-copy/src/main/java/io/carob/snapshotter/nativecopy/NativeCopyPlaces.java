package io.carob.snapshotter.nativecopy;

import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes and clears the trees inside places. */
final class NativeCopyPlaces {

  private static final String FS = "fs";
  private static final String GROWING = "fs.new";
  private static final int ROOT_MODE = 0755;

  private NativeCopyPlaces() {}

  static boolean isMade(Path place) {
    return Files.isDirectory(NativeCopyPlan.fs(place), LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes the tree of a snapshot, unless it is there: then it may hold what was written. */
  static void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    if (isMade(place)) {
      return;
    }
    Optional<Path> origin =
        kind == SnapshotKind.ACTIVE ? NativeCopyPlan.origin(parents) : Optional.empty();
    grow(place, origin, (from, to) -> FileTree.copy(from, to, CopyOptions.EXACT));
  }

  /** Makes the tree for a layer, all of whose files are the parent's; an earlier one is gone. */
  static void begin(Path place, List<Path> parents) {
    try (RootDirectory folder = RootDirectory.open(place)) {
      folder.removeTree(FS);
    }
    grow(place, NativeCopyPlan.origin(parents), LinkedTree::make);
  }

  private static void grow(Path place, Optional<Path> origin, Copier copier) {
    try (RootDirectory folder = RootDirectory.open(place)) {
      folder.removeTree(GROWING);
      folder.mkdir(GROWING, ROOT_MODE);
      origin.ifPresent(tree -> copier.copy(tree, place.resolve(GROWING)));
      folder.renameNew(GROWING, FS);
    }
  }

  @FunctionalInterface
  private interface Copier {
    void copy(Path from, Path to);
  }
}
