package io.carob.tck.snapshot;

import java.io.IOException;

/** S5: what is written through one active snapshot is seen in no other. */
final class IsolationCases {

  private IsolationCases() {}

  static void activesOfOneParentStayApart(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot one = bench.active(chain);
    Snapshot two = bench.active(chain);
    one.shown(
        first ->
            two.shown(
                second -> {
                  Edits.mark(first, "one");
                  Edits.mark(second, "two");
                }));
    Oracle.of(bench, Trees.everyKind()).edit(r -> Edits.mark(r, "one")).matches(one);
    Oracle.of(bench, Trees.everyKind()).edit(r -> Edits.mark(r, "two")).matches(two);
  }

  static void activesWithoutParentsStayApart(Bench bench) throws IOException {
    Snapshot one = bench.active(Chain.EMPTY);
    Snapshot two = bench.active(Chain.EMPTY);
    TreeState before = two.state();
    one.shown(root -> java.nio.file.Files.writeString(root.resolve("only-in-one"), "1"));
    Oracle.same(before, two.state());
  }

  static void laterSnapshotsDoNotSeeWrites(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot view = bench.view(chain);
    bench.active(chain).shown(Edits::everything);
    Oracle oracle = Oracle.of(bench, Trees.everyKind());
    oracle.matches(view);
    oracle.matches(bench.view(chain));
    oracle.matches(bench.active(chain));
  }
}
