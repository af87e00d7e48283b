package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** S1 stateless, S2 own place only, S3 no mounting. */
final class PlaceCases {

  private PlaceCases() {}

  static void nameAndCapabilitiesAreConstant(Bench bench) {
    SnapshotDriver one = bench.driver();
    SnapshotDriver two = bench.driver();
    assertThat(one.name()).matches("[a-z0-9]+(-[a-z0-9]+)*").isEqualTo(two.name());
    assertThat(Set.copyOf(one.capabilities())).isEqualTo(two.capabilities());
  }

  static void newInstanceContinues(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    active.prepare();
    Oracle oracle = Oracle.of(bench, Trees.everyKind()).edit(Edits::everything);
    oracle.matches(active);
    Chain committed = active.commit();
    oracle.matches(bench.view(committed));
    bench.driver().remove(active.place());
  }

  /** Every call is watched; what is outside the place must stay as it was. */
  static void callsWriteInTheirOwnPlaceOnly(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Path layer = bench.newPlace();
    unchangedBut(
        layer,
        bench,
        () -> {
          bench.fill(layer, chain, Trees.additions());
          bench.driver().commit(layer, chain.places());
          bench.driver().usage(layer, chain.places());
        });
    for (SnapshotKind kind : List.of(SnapshotKind.ACTIVE, SnapshotKind.VIEW)) {
      Path place = bench.newPlace();
      Snapshot snapshot = new Snapshot(bench, kind, place, chain.plus(layer));
      unchangedBut(
          place,
          bench,
          () -> {
            snapshot.prepare();
            snapshot.mounts();
            snapshot.usage();
            bench.driver().remove(place);
          });
    }
  }

  static void writesThroughAnActiveLeaveParentsUnchanged(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    TreeState before = TreeState.of(chain.nearest());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    active.commit();
    Oracle.same(before, TreeState.of(chain.nearest()));
  }

  static void layersLeaveParentsUnchanged(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    TreeState before = TreeState.of(chain.nearest());
    Path place = bench.layer(chain, Trees.hiding()).nearest();
    Oracle.same(before, TreeState.of(chain.nearest()));
    bench.driver().remove(place);
    Fs.removeTree(place);
    Oracle.same(before, TreeState.of(chain.nearest()));
  }

  static void callsLeaveNothingMounted(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.small());
    assertThat(bench.mountTable()).as("after beginLayer and commit").isEmpty();
    Snapshot view = bench.view(chain);
    Snapshot active = bench.active(chain);
    assertThat(bench.mountTable()).as("after prepare").isEmpty();
    view.mounts();
    active.mounts();
    view.usage();
    active.usage();
    assertThat(bench.mountTable()).as("after mounts and usage").isEmpty();
    active.commit();
    bench.driver().remove(view.place());
    assertThat(bench.mountTable()).as("after commit and remove").isEmpty();
  }

  static void probeLeavesNothing(Bench bench) throws IOException {
    Path scratch = bench.newPlace();
    unchangedBut(scratch, bench, () -> bench.driver().probe(scratch));
    assertThat(bench.mountTable()).as("after probe").isEmpty();
    Fs.removeTree(scratch);
    assertThat(Files.exists(scratch)).isFalse();
  }

  private static void unchangedBut(Path place, Bench bench, Calls calls) throws IOException {
    TreeState before = bench.allBut(place);
    calls.run();
    Oracle.same(before, bench.allBut(place));
  }

  @FunctionalInterface
  private interface Calls {
    void run() throws IOException;
  }
}
