package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** S6: every call may come again, and nothing written is lost. */
final class RepetitionCases {

  private RepetitionCases() {}

  static void prepareAgainShowsTheSame(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Oracle oracle = Oracle.of(bench, Trees.everyKind());
    for (SnapshotKind kind : List.of(SnapshotKind.ACTIVE, SnapshotKind.VIEW)) {
      Snapshot snapshot = new Snapshot(bench, kind, bench.newPlace(), chain);
      snapshot.prepare();
      snapshot.prepare();
      oracle.matches(snapshot);
    }
  }

  static void prepareAgainKeepsWhatWasWritten(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    active.prepare();
    Oracle.of(bench, Trees.everyKind()).edit(Edits::everything).matches(active);
  }

  static void prepareAgainKeepsWhatWasWrittenWithoutParents(Bench bench) throws IOException {
    Snapshot active = bench.active(Chain.EMPTY);
    active.shown(root -> Files.writeString(root.resolve("kept"), "kept"));
    active.prepare();
    active.shown(root -> assertThat(root.resolve("kept")).hasContent("kept"));
  }

  static void mountsAndUsageAnswerTheSameAgain(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.small());
    for (Snapshot snapshot : List.of(bench.active(chain), bench.view(chain))) {
      assertThat(snapshot.mounts()).isNotEmpty().isEqualTo(snapshot.mounts());
      assertThat(snapshot.usage()).isEqualTo(snapshot.usage());
    }
  }

  static void beginLayerAgainDiscards(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Path place = bench.newPlace();
    bench.fill(place, chain, Trees.hiding());
    bench.fill(place, chain, Trees.additions());
    bench.driver().commit(place, chain.places());
    Oracle.of(bench, Trees.everyKind(), Trees.additions()).matches(bench.active(chain.plus(place)));
  }

  static void commitAgainChangesNothing(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Chain layered = bench.layer(chain, Trees.additions());
    bench.driver().commit(layered.nearest(), chain.places());
    Oracle.of(bench, Trees.everyKind(), Trees.additions()).matches(bench.view(layered));
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    active.commit();
    Oracle.of(bench, Trees.everyKind())
        .edit(Edits::everything)
        .matches(bench.view(active.commit()));
  }

  /** As when the core could not record the commit: the snapshot is active as before. */
  static void commitMayBeTakenBack(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    active.commit();
    Oracle oracle = Oracle.of(bench, Trees.everyKind()).edit(Edits::everything);
    oracle.matches(active);
    active.prepare();
    active.shown(root -> Edits.mark(root, "again"));
    oracle.edit(root -> Edits.mark(root, "again")).matches(active);
    oracle.matches(bench.view(active.commit()));
  }

  static void removeAgainSucceeds(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.small());
    Path place = bench.active(chain).place();
    bench.driver().remove(place);
    bench.driver().remove(place);
    Fs.removeTree(place);
    bench.driver().remove(place);
    assertThat(Files.exists(place)).isFalse();
  }

  /** The place of an unpacking that was cut off in the middle is as good as an empty one. */
  static void cutOffLayerBeginsAnew(Bench bench) throws IOException {
    Path place = bench.newPlace();
    LayerTarget target = bench.driver().beginLayer(place, List.of());
    boolean cut = LayerWriters.writeHalf(target, Trees.everyKind());
    assertThat(cut).isTrue();
    bench.fill(place, Chain.EMPTY, Trees.small());
    bench.driver().commit(place, List.of());
    Oracle.of(bench, Trees.small()).matches(bench.view(Chain.EMPTY.plus(place)));
  }
}
