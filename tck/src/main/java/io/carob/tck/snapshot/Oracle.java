package io.carob.tck.snapshot;

import io.carob.tck.snapshot.TreeState.Difference;
import io.carob.tck.story.Mismatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A flat folder to which the same is done as to the snapshots; then both must look the same. */
final class Oracle {

  private static final int MOST_NAMES = 20;

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
    List<Difference> differences = expected.differencesTo(actual);
    if (!differences.isEmpty()) {
      throw new Mismatch(
          say(differences, Difference::expected), say(differences, Difference::found));
    }
  }

  private static String say(List<Difference> all, Function<Difference, String> what) {
    String more =
        all.size() > MOST_NAMES ? "\nand " + (all.size() - MOST_NAMES) + " further names" : "";
    return all.stream()
        .limit(MOST_NAMES)
        .map(one -> one.name() + ": " + what.apply(one))
        .collect(Collectors.joining("\n", "", more));
  }
}
