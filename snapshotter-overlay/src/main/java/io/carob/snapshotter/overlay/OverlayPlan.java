package io.carob.snapshotter.overlay;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.mount.OverlayLayers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names and mounts, decided without touching the disk.
 *
 * <p>A place holds {@code fs}, the difference to the parents; a prepared one also holds {@code
 * work}, which the kernel wants beside an upper folder. {@code fs.new} is an {@code fs} that is not
 * complete yet.
 *
 * <p>The options are those of {@link OverlayLayers}. All folders are on one file system, where
 * inode numbers are stable by themselves; where the place has a size limit it is another one, and
 * numbers may change. {@code volatile} is not set: a crash of the machine would take such an upper
 * folder whole, and a restarted container must keep its files. See ADR 3 and ADR 12.
 */
final class OverlayPlan {

  /** The kernel stacks at most this many lower folders. */
  static final int MAX_LOWER = OverlayLayers.MOST_LOWER;

  private OverlayPlan() {}

  static Path fs(Path place) {
    return place.resolve("fs");
  }

  static Path work(Path place) {
    return place.resolve("work");
  }

  /** The mounts of a prepared place. */
  static List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    checkStack(place, parents);
    boolean readOnly = kind == SnapshotKind.VIEW;
    if (parents.isEmpty()) {
      return List.of(Mount.bind(fs(place).toString(), readOnly));
    }
    List<Path> lower = parents.stream().map(OverlayPlan::fs).toList();
    return List.of(
        readOnly
            // The view's own, empty folder goes on top: it brings the root's attributes.
            ? OverlayLayers.readOnly(Stream.concat(Stream.of(fs(place)), lower.stream()).toList())
            : OverlayLayers.writable(lower, fs(place), work(place)));
  }

  /**
   * Checks that the kernel can stack these folders.
   *
   * @throws CarobException {@code UNSUPPORTED} when there are too many, or when a path holds one of
   *     the characters that separate options and folders
   */
  static void checkStack(Path place, List<Path> parents) {
    if (parents.size() >= MAX_LOWER) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "overlay of "
              + place
              + ": "
              + parents.size()
              + " layers are more than the "
              + (MAX_LOWER - 1)
              + " that the kernel stacks; use an image with fewer layers, or native-copy");
    }
    OverlayLayers.check(List.of(place));
    OverlayLayers.check(parents);
  }
}
