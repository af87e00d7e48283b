package io.carob.snapshotter.nativecopy;

import io.carob.api.CarobException;
import io.carob.api.Mount;
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

  private static final int ROOT_MODE = 0755;

  private NativeCopyPlaces() {}

  /** What a place holds; empty when nothing was prepared or begun there. */
  static Optional<Path> content(Path place) {
    return Chain.isWhole(place)
        ? Optional.of(NativeCopyPlan.fs(place))
        : Optional.of(NativeCopyPlan.diff(place))
            .filter(diff -> Files.isDirectory(diff, LinkOption.NOFOLLOW_LINKS));
  }

  /** Makes the tree of a snapshot, unless it is there: then it may hold what was written. */
  static void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    if (Chain.isWhole(place)) {
      return;
    }
    try (RootDirectory folder = RootDirectory.open(place)) {
      makeRoot(folder);
      fill(kind, folder, place.resolve(NativeCopyPlan.GROWING), Chain.of(parents));
      folder.renameNew(NativeCopyPlan.GROWING, NativeCopyPlan.FS);
    }
  }

  private static void makeRoot(RootDirectory folder) {
    folder.removeTree(NativeCopyPlan.GROWING);
    folder.mkdir(NativeCopyPlan.GROWING, ROOT_MODE);
  }

  private static void fill(SnapshotKind kind, RootDirectory folder, Path tree, Chain chain) {
    if (chain.isEmpty() || isShown(kind, chain)) {
      return;
    }
    if (kind == SnapshotKind.VIEW) {
      link(folder, tree, chain);
    } else if (chain.isTree()) {
      FileTree.copy(chain.base().orElseThrow(), tree, CopyOptions.EXACT);
    } else {
      FileTree.copyMerged(chain.merged(), tree, CopyOptions.EXACT);
    }
  }

  /** Whether the parent itself is mounted. */
  private static boolean isShown(SnapshotKind kind, Chain chain) {
    return kind == SnapshotKind.VIEW && chain.isTree();
  }

  /** Nothing is written into a view, so it shares its files, unless they have too many names. */
  private static void link(RootDirectory folder, Path tree, Chain chain) {
    try {
      FileTree.linkMerged(chain.merged(), tree);
    } catch (CarobException e) {
      makeRoot(folder);
      try {
        FileTree.copyMerged(chain.merged(), tree, CopyOptions.EXACT);
      } catch (CarobException why) {
        why.addSuppressed(e);
        throw why;
      }
    }
  }

  static List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    Chain chain = Chain.of(parents);
    Path tree =
        isShown(kind, chain)
            ? chain.base().orElse(NativeCopyPlan.fs(place))
            : NativeCopyPlan.fs(place);
    return List.of(Mount.bind(tree.toString(), kind == SnapshotKind.VIEW));
  }

  /** Makes the folder for a layer's difference; what was there is gone. */
  static void begin(Path place) {
    try (RootDirectory folder = RootDirectory.open(place)) {
      folder.removeTree(NativeCopyPlan.GROWING);
      folder.removeTree(NativeCopyPlan.FS);
      folder.removeTree(NativeCopyPlan.DIFF);
      folder.mkdir(NativeCopyPlan.DIFF, ROOT_MODE);
    }
  }
}
