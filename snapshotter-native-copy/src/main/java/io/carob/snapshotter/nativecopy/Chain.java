package io.carob.snapshotter.nativecopy;

import io.carob.linux.fs.MergedTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parents that matter: differences down to the nearest whole tree, which holds all below it. A
 * parent that is not there yet will be a difference: only layers may be so.
 *
 * @param differences nearest first
 * @param base the whole tree
 */
record Chain(List<Path> differences, Optional<Path> base) {

  static Chain of(List<Path> parents) {
    List<Path> differences = new ArrayList<>();
    for (Path place : parents) {
      if (isWhole(place)) {
        return new Chain(differences, Optional.of(NativeCopyPlan.fs(place)));
      }
      differences.add(NativeCopyPlan.diff(place));
    }
    return new Chain(differences, Optional.empty());
  }

  static boolean isWhole(Path place) {
    return Files.isDirectory(NativeCopyPlan.fs(place), LinkOption.NOFOLLOW_LINKS);
  }

  boolean isEmpty() {
    return differences.isEmpty() && base.isEmpty();
  }

  /** Whether a tree on the disk is what the parents make together. */
  boolean isTree() {
    return differences.isEmpty();
  }

  /** All folders, nearest first. */
  List<Path> folders() {
    List<Path> all = new ArrayList<>(differences);
    base.ifPresent(all::add);
    return all;
  }

  MergedTree merged() {
    return new MergedTree(differences, base);
  }
}
