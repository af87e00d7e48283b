package io.carob.linux.fs;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Folders seen one through the other. The first that has a name decides what it is; folders of the
 * same name join, with the attributes and times of the first; names and contents of folders are
 * hidden as {@link io.carob.api.snapshot.OciWhiteouts} says.
 *
 * @param differences nearest first
 * @param base a whole tree below them, in which no name hides anything
 */
public record MergedTree(List<Path> differences, Optional<Path> base) {

  /** Checks that there is something. */
  public MergedTree {
    differences = List.copyOf(differences);
    Objects.requireNonNull(base);
    if (differences.isEmpty() && base.isEmpty()) {
      throw new IllegalArgumentException("a merged tree needs a folder");
    }
  }
}
