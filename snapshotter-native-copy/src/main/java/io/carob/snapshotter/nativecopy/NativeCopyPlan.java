package io.carob.snapshotter.nativecopy;

import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Names and mounts, decided without touching the disk.
 *
 * <p>A place holds {@code fs}, the whole tree. It grows under the name {@code fs.new} and is
 * renamed when it is complete. A view's {@code fs} is an empty folder when there is a parent: the
 * parent's tree is shown instead.
 */
final class NativeCopyPlan {

  private NativeCopyPlan() {}

  static Path fs(Path place) {
    return place.resolve("fs");
  }

  /** The tree to start from: that of the nearest parent, which holds those of all others. */
  static Optional<Path> origin(List<Path> parents) {
    return parents.stream().findFirst().map(NativeCopyPlan::fs);
  }

  static List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    if (kind == SnapshotKind.VIEW) {
      return List.of(Mount.bind(origin(parents).orElse(fs(place)).toString(), true));
    }
    return List.of(Mount.bind(fs(place).toString(), false));
  }
}
