package io.carob.tck.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.WhiteoutForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes layers as differences with OCI whiteouts, and folds them into one tree when a snapshot is
 * prepared. For the TCK's own tests: the second form of layers, with parallel unpacking.
 */
class FoldingSnapshotDriver extends ReferenceSnapshotDriver {

  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of(SnapshotCapability.PARALLEL_UNPACK);
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    throw new CarobException(ErrorCode.UNSUPPORTED, name() + " cannot tell what was changed");
  }

  /** Overridden by a broken driver. */
  boolean understandsWhiteouts() {
    return true;
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    clearDifference(place);
    return new LayerTarget.Difference(difference(place), WhiteoutForm.OCI);
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    if (!Files.exists(difference(place))) {
      super.commit(place, parents);
    }
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return Files.exists(difference(place))
        ? get(() -> Fs.usage(difference(place)))
        : super.usage(place, parents);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    if (Files.exists(tree(place))) {
      return;
    }
    get(
        () -> {
          Fs.removeTree(place.resolve("lower"));
          Fs.removeTree(place.resolve("upper"));
          Path folded = fold(place, parents);
          return Files.move(folded, tree(place), StandardCopyOption.ATOMIC_MOVE);
        });
  }

  private Path fold(Path place, List<Path> parents) throws IOException {
    Path lower = place.resolve("lower");
    Path upper = place.resolve("upper");
    Files.createDirectory(lower);
    Fs.apply(lower, Meta.FOLDER);
    List<Path> lowestFirst = new ArrayList<>(parents);
    Collections.reverse(lowestFirst);
    for (Path parent : lowestFirst) {
      if (Files.exists(tree(parent))) {
        Fs.removeTree(lower);
        PlainCopy.tree(tree(parent), lower);
      } else {
        PlainCopy.tree(difference(parent), upper);
        pull(lower, upper);
        Fs.removeTree(lower);
        Files.move(upper, lower);
      }
    }
    return lower;
  }

  /** Moves into the upper folder what it does not replace or hide. */
  private void pull(Path lower, Path upper) throws IOException {
    var time = Files.getLastModifiedTime(upper).toInstant();
    boolean opaque = Files.exists(upper.resolve(".wh..wh..opq")) && understandsWhiteouts();
    for (Path child : isFolder(lower) && !opaque ? children(lower) : List.<Path>of()) {
      Path over = upper.resolve(child.getFileName());
      if (isFolder(child) && isFolder(over)) {
        pull(child, over);
      } else if (!Files.exists(over, LinkOption.NOFOLLOW_LINKS)
          && !(understandsWhiteouts() && Files.exists(hides(over)))) {
        Files.move(child, over);
      }
    }
    dropMarkers(upper);
    Fs.setTime(upper, time);
  }

  private static void dropMarkers(Path folder) throws IOException {
    var time = Files.getLastModifiedTime(folder).toInstant();
    for (Path child : children(folder)) {
      if (child.getFileName().toString().startsWith(".wh.")) {
        Files.delete(child);
      } else if (isFolder(child)) {
        dropMarkers(child);
      }
    }
    Fs.setTime(folder, time);
  }

  private static Path hides(Path over) {
    return over.resolveSibling(".wh." + over.getFileName());
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  static void clearDifference(Path place) {
    get(
        () -> {
          Fs.removeTree(difference(place));
          Path made = Files.createDirectory(difference(place));
          Fs.apply(made, Meta.FOLDER);
          return made;
        });
  }

  static Path difference(Path place) {
    return place.resolve("difference");
  }

  private static <T> T get(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }
}
