package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.SnapshotCapability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** S11: what a snapshot changed is told, so that the core can make a layer of it. */
final class DiffCases {

  private DiffCases() {}

  static void everyEditIsInTheDifference(Bench bench) throws IOException {
    Snapshot active =
        bench.active(bench.layer(bench.layer(Chain.EMPTY, Trees.small()), Trees.everyKind()));
    Oracle parents = Oracle.of(bench, Trees.small(), Trees.everyKind());
    active.shown(Edits::everything);
    gives(bench, active, parents);
  }

  static void nothingChangedIsNoDifference(Bench bench) throws IOException {
    Snapshot active = bench.active(bench.layer(Chain.EMPTY, Trees.everyKind()));
    gives(bench, active, Oracle.of(bench, Trees.everyKind()));
  }

  static void differenceWithoutParentsIsTheTree(Bench bench) throws IOException {
    Snapshot active = bench.active(Chain.EMPTY);
    active.shown(
        root -> {
          LayerWriters.applyToTree(root, Trees.everyKind());
          Edits.pinTimes(root);
        });
    gives(bench, active, Oracle.of(bench));
  }

  static void differenceOnHiddenNames(Bench bench) throws IOException {
    Chain chain = bench.layer(bench.layer(Chain.EMPTY, Trees.everyKind()), Trees.hiding());
    Snapshot active = bench.active(chain);
    Oracle parents = Oracle.of(bench, Trees.everyKind(), Trees.hiding());
    active.shown(
        root -> {
          Files.createDirectories(root.resolve("var/log"));
          Files.writeString(root.resolve("var/log/new"), "again\n");
          Files.writeString(root.resolve("etc/motd"), "back\n");
          Fs.removeTree(root.resolve("home/user"));
          Files.createDirectory(root.resolve("home/user"));
          Edits.pinTimes(root);
        });
    gives(bench, active, parents);
  }

  static void differenceIsToldWhileMounted(Bench bench) throws IOException {
    Snapshot active = bench.active(bench.layer(Chain.EMPTY, Trees.everyKind()));
    Oracle parents = Oracle.of(bench, Trees.everyKind());
    Path flat = bench.root().resolve("flat/while-mounted");
    active.shown(
        root -> {
          Edits.everything(root);
          if (isDeclared(bench)) {
            PlainCopy.tree(parents.folder(), flat);
            Differences.apply(diff(active), flat);
            Oracle.same(TreeState.of(root), TreeState.of(flat));
          }
        });
  }

  static void diffNeedsAPreparedPlace(Bench bench) throws IOException {
    if (isDeclared(bench)) {
      Path empty = bench.newPlace();
      CarobException e =
          catchThrowableOfType(
              CarobException.class, () -> bench.driver().diff(empty, Chain.EMPTY.places()));
      assertThat(e).as("diff of an empty place").isNotNull();
      assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }
  }

  private static boolean isDeclared(Bench bench) {
    return bench.can(SnapshotCapability.DIFF);
  }

  private static LayerSource diff(Snapshot active) {
    return active.bench().driver().diff(active.place(), active.parents().places());
  }

  private static void gives(Bench bench, Snapshot active, Oracle parents) throws IOException {
    if (!isDeclared(bench)) {
      CarobException e = catchThrowableOfType(CarobException.class, () -> diff(active));
      assertThat(e).as("diff without the capability").isNotNull();
      assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
      return;
    }
    TreeState wanted = active.state();
    TreeState before = TreeState.of(active.place());
    LayerSource source = diff(active);
    Oracle.same(before, TreeState.of(active.place()));
    Differences.expectParents(source, parents.state(), bench.root().resolve("flat/merged"));
    Differences.apply(source, parents.folder());
    Oracle.same(wanted, parents.state());
  }
}
