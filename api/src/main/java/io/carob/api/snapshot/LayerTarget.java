package io.carob.api.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How the content of a layer is to arrive at a {@link SnapshotDriver}. The core does the work for
 * the two folder forms, and hands the bytes over in the third.
 */
public sealed interface LayerTarget {

  /**
   * The core writes the layer's difference into the folder, with whiteouts and opaque folders in
   * the given form.
   *
   * <p>What a layer writes into folders that it does not bring itself, or links to files that it
   * does not bring, depends on the layers below: the core then waits until they are committed, and
   * reads their folders. Without any it takes such folders for new ones. A file below that a layer
   * links to is copied into the overlay form; in the OCI form the difference gets a hard link of
   * it, where the file system can.
   *
   * @param folder an existing, empty folder below the place; it becomes the root folder's
   *     difference
   * @param whiteouts the form that the driver's file system understands
   * @param below the folders of the parents' differences, of the same form, nearest first; they
   *     need not exist yet. In the OCI form the last may be a whole tree
   */
  record Difference(Path folder, WhiteoutForm whiteouts, List<Path> below) implements LayerTarget {
    /** Checks that all are there. */
    public Difference {
      Objects.requireNonNull(folder);
      Objects.requireNonNull(whiteouts);
      below = List.copyOf(below);
    }

    /**
     * A difference of which the core sees no parents.
     *
     * @param folder an existing, empty folder below the place
     * @param whiteouts the form that the driver's file system understands
     */
    public Difference(Path folder, WhiteoutForm whiteouts) {
      this(folder, whiteouts, List.of());
    }
  }

  /**
   * The core applies the layer to a tree that already holds the parents' content: it deletes what
   * whiteouts name and replaces what the layer brings. Before it changes a file's content or
   * metadata, it replaces the file by a new one, so files may be shared by hard links.
   *
   * @param folder an existing folder below the place that holds the parents' tree
   */
  record Tree(Path folder) implements LayerTarget {
    /** Checks that the folder is there. */
    public Tree {
      Objects.requireNonNull(folder);
    }
  }

  /**
   * The driver takes the uncompressed tar stream by itself.
   *
   * @param sink called once with the stream; the core verifies the digest while the driver reads
   */
  record Stream(LayerSink sink) implements LayerTarget {
    /** Checks that the sink is there. */
    public Stream {
      Objects.requireNonNull(sink);
    }
  }
}
