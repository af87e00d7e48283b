package io.carob.api.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the changes of a snapshot are, the way back of {@link LayerTarget}: the core makes a layer
 * of them. The core only reads, and the snapshot may be mounted and written to meanwhile.
 */
public sealed interface LayerSource {

  /**
   * A folder that holds just the difference to the parents. Each of its entries takes the place of
   * the parents' one; folders join theirs unless they are opaque.
   *
   * @param folder the root folder's difference
   * @param whiteouts how names and folders of the parents are hidden there
   */
  record Difference(Path folder, WhiteoutForm whiteouts) implements LayerSource {
    /** Checks that both are there. */
    public Difference {
      Objects.requireNonNull(folder);
      Objects.requireNonNull(whiteouts);
    }
  }

  /**
   * Two whole trees, which the core compares.
   *
   * @param folder the tree of the snapshot
   * @param parent the tree that all parents make together; empty without parents
   */
  record Trees(Path folder, Optional<Path> parent) implements LayerSource {
    /** Checks that both are there. */
    public Trees {
      Objects.requireNonNull(folder);
      Objects.requireNonNull(parent);
    }
  }

  /**
   * A whole tree, which the core compares with what differences over each other show.
   *
   * @param folder the tree of the snapshot
   * @param parents the parents' differences, of the form {@link WhiteoutForm#OCI}, nearest first
   * @param base the whole tree below them, if there is one
   */
  record Stacked(Path folder, List<Path> parents, Optional<Path> base) implements LayerSource {
    /** Checks that all are there. */
    public Stacked {
      Objects.requireNonNull(folder);
      Objects.requireNonNull(base);
      parents = List.copyOf(parents);
    }
  }
}
