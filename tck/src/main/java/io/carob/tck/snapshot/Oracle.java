package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** A flat folder to which the same is done as to the snapshots; then both must look the same. */
final class Oracle {

  private final Path flat;

  private Oracle(Path flat) {
    this.flat = flat;
  }

  static Oracle of(Bench bench, Changeset... layers) throws IOException {
    Oracle oracle = new Oracle(bench.newFlat());
    for (Changeset layer : layers) {
      oracle.apply(layer);
    }
    return oracle;
  }

  Oracle apply(Changeset layer) throws IOException {
    LayerWriters.applyToTree(flat, layer);
    return this;
  }

  Oracle edit(Snapshot.Work work) throws IOException {
    work.on(flat);
    return this;
  }

  /** The snapshot shows what the flat folder holds. */
  void matches(Snapshot snapshot) throws IOException {
    same(state(), snapshot.state());
  }

  /** The flat folder itself. */
  Path folder() {
    return flat;
  }

  TreeState state() throws IOException {
    return TreeState.of(flat);
  }

  static void same(TreeState expected, TreeState actual) {
    assertThat(expected.differencesTo(actual)).as("names that differ").isEmpty();
  }
}
