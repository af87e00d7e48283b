package io.carob.tck.snapshot;

import io.carob.api.snapshot.SnapshotCapability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** S8: layers hide, replace and bring back; a committed active is a layer too. */
final class LayerCases {

  private LayerCases() {}

  static void whiteoutHidesAName(Bench bench) throws IOException {
    Changeset hide = new Changeset().whiteout("etc/motd").whiteout("srv");
    shows(bench, Trees.small(), hide);
  }

  static void opaqueFolderHidesWhatIsBelow(Bench bench) throws IOException {
    Changeset hide =
        new Changeset().opaque("srv", Meta.FOLDER.mode(0700)).file("srv/www/other", "other\n");
    shows(bench, Trees.small(), hide);
  }

  static void opaqueRootHidesAllLayersBelow(Bench bench) throws IOException {
    Changeset hide =
        new Changeset().opaque("", Meta.FOLDER.mode(0711)).file("etc/motd", "all that is left\n");
    Changeset over = new Changeset().file("etc/issue", "over it\n");
    shows(bench, Trees.everyKind(), Trees.small(), hide);
    shows(bench, Trees.everyKind(), Trees.small(), hide, over);
    shows(bench, hide, over, hide);
  }

  static void whiteoutOfNothingIsNotSeen(Bench bench) throws IOException {
    Changeset odd = new Changeset().whiteout("never-there").whiteout("etc/never-there");
    shows(bench, Trees.small(), odd);
  }

  static void layerHidesAndReplacesInEveryWay(Bench bench) throws IOException {
    shows(bench, Trees.everyKind(), Trees.hiding());
  }

  static void laterLayerBringsBackHiddenNames(Bench bench) throws IOException {
    shows(bench, Trees.everyKind(), Trees.hiding(), Trees.restoring());
  }

  static void layerOnLayerChangesAttributesOnly(Bench bench) throws IOException {
    Changeset attributes =
        new Changeset()
            .file("etc/motd", Meta.FILE.mode(0400).owner(1, 2).xattr("user.a", "b"), "welcome\n")
            .folder("srv", Meta.FOLDER.mode(0700).owner(3, 4).xattr("user.c", "d"));
    shows(bench, Trees.small(), attributes);
  }

  static void parallelLayersArriveInAnyOrder(Bench bench) throws IOException {
    List<Changeset> layers = List.of(Trees.everyKind(), Trees.hiding(), Trees.restoring());
    Chain chain = Chain.EMPTY;
    List<Chain> chains = new ArrayList<>();
    for (int n = 0; n < layers.size(); n++) {
      chains.add(chain);
      chain = chain.plus(bench.root().resolve("places/later-" + n));
    }
    boolean parallel = bench.can(SnapshotCapability.PARALLEL_UNPACK);
    for (int step = 0; step < layers.size(); step++) {
      int n = parallel ? layers.size() - 1 - step : step;
      Path place = java.nio.file.Files.createDirectory(bench.root().resolve("places/later-" + n));
      bench.fill(place, chains.get(n), layers.get(n));
      bench.driver().commit(place, chains.get(n).places());
    }
    Oracle.of(bench, layers.toArray(new Changeset[0])).matches(bench.active(chain));
  }

  static void committedActiveIsAParent(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    Chain committed = active.commit();
    Oracle oracle = Oracle.of(bench, Trees.everyKind()).edit(Edits::everything);
    oracle.matches(bench.active(committed));
    oracle.matches(bench.view(committed));
  }

  static void layersGoOnTopOfACommittedActive(Bench bench) throws IOException {
    Snapshot active = bench.active(bench.layer(Chain.EMPTY, Trees.everyKind()));
    active.shown(Edits::everything);
    Changeset top =
        new Changeset().whiteout("made").file("tmp", "third").opaque("var", Meta.FOLDER);
    Chain chain = bench.layer(active.commit(), top);
    Oracle.of(bench, Trees.everyKind())
        .edit(Edits::everything)
        .apply(top)
        .matches(bench.active(chain));
  }

  static void firstLayerMayBeACommittedActive(Bench bench) throws IOException {
    Snapshot active = bench.active(Chain.EMPTY);
    Oracle oracle = Oracle.of(bench);
    Snapshot.Work work =
        root -> {
          LayerWriters.applyToTree(root, Trees.everyKind());
          Edits.pinTimes(root);
        };
    active.shown(work);
    oracle.edit(work).matches(bench.active(active.commit()));
  }

  private static void shows(Bench bench, Changeset... layers) throws IOException {
    Chain chain = Chain.EMPTY;
    for (Changeset layer : layers) {
      chain = bench.layer(chain, layer);
    }
    Oracle oracle = Oracle.of(bench, layers);
    oracle.matches(bench.active(chain));
    oracle.matches(bench.view(chain));
  }
}
