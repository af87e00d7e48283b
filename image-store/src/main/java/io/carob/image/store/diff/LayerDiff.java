package io.carob.image.store.diff;

import io.carob.api.snapshot.LayerSource;
import io.carob.image.store.layer.LayerStack;
import io.carob.image.store.write.TarWriter;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the layer that stands for what a snapshot changed, or for a whole tree. */
public final class LayerDiff {

  private LayerDiff() {}

  /**
   * Writes a layer: entries by the bytes of their names, a folder before what is in it.
   *
   * @param source where the changes are
   * @param out takes the tar; not closed
   * @return the latest time of change in it
   * @throws io.carob.api.CarobException {@code FAILED_PRECONDITION} when something in it cannot be
   *     said in a layer; what reading raises
   */
  public static Optional<Instant> write(LayerSource source, OutputStream out) throws IOException {
    if (source instanceof LayerSource.Difference difference) {
      return difference(difference, out);
    }
    if (source instanceof LayerSource.Stacked stacked) {
      return trees(stacked.folder(), LayerStack.of(stacked.parents(), stacked.base()), out);
    }
    LayerSource.Trees trees = (LayerSource.Trees) source;
    return trees.parent().isPresent()
        ? trees(trees.folder(), LayerStack.of(List.of(), trees.parent()), out)
        : tree(trees.folder(), out);
  }

  private static Optional<Instant> difference(LayerSource.Difference source, OutputStream out)
      throws IOException {
    try (RootDirectory root = RootDirectory.open(source.folder())) {
      TarWriter tar = new TarWriter(out);
      LayerEntries entries = new LayerEntries(root, tar);
      new DifferenceSource(root, source.whiteouts(), entries).write();
      tar.finish();
      return entries.newest();
    }
  }

  private static Optional<Instant> trees(Path folder, LayerStack parents, OutputStream out)
      throws IOException {
    try (parents;
        RootDirectory root = RootDirectory.open(folder)) {
      Sameness sameness = new Sameness(root, folder, parents);
      TarWriter tar = new TarWriter(out);
      LayerEntries entries = new LayerEntries(root, tar);
      new TreesSource(root, sameness, entries).write();
      tar.finish();
      return entries.newest();
    }
  }

  /** Writes a whole tree, on nothing. */
  public static Optional<Instant> tree(Path folder, OutputStream out) throws IOException {
    try (RootDirectory root = RootDirectory.open(folder)) {
      TarWriter tar = new TarWriter(out);
      LayerEntries entries = new LayerEntries(root, tar);
      new WholeTree(root, entries).write();
      tar.finish();
      return entries.newest();
    }
  }
}
