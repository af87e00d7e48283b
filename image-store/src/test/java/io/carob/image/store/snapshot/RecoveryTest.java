package io.carob.image.store.snapshot;

import static io.carob.image.store.Codes.assertFails;
import static io.carob.image.store.snapshot.Rig.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {

  private static final String D = "folder";
  private static final ChainId LAYER =
      new ChainId(Digest.of("layer".getBytes(StandardCharsets.UTF_8)));

  @TempDir Path root = Path.of("");

  private final FolderDriver driver = new FolderDriver(D, true);

  private static void layer(Rig rig) {
    rig.store
        .layers()
        .ensure(
            D,
            LAYER,
            Optional.empty(),
            true,
            (target, below) -> {
              try {
                Files.writeString(((LayerTarget.Difference) target).folder().resolve("f"), "x");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .ended()
        .join();
  }

  private Path stray(String name) throws IOException {
    Path stray = root.resolve("snapshots").resolve(D).resolve(name);
    Files.createDirectories(stray.resolve("content"));
    return stray;
  }

  @Test
  void aPlaceWithoutARowGoesWhenItsDriverIsThere() throws Exception {
    Path stray = stray("7");
    try (Rig rig = new Rig(root, Rig.BOOT)) {
      assertThat(stray).isDirectory();
      rig.table.add(driver.info(), driver);
      rig.store.awaitTrash();
      assertThat(driver.calls).contains("remove 7");
      assertThat(stray).doesNotExist();
    }
  }

  @Test
  void whatWaitsIsClearedByTheOneThatServesAfterItsCheck() throws Exception {
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.prepare(D, "a");
      Path place = rig.snapshots().stat(D, key("a")).orElseThrow().place();
      rig.table.remove(driver);
      dropRow(rig, "a");
      assertThat(place).isDirectory();
      CountDownLatch serves = new CountDownLatch(1);
      rig.table.listen(
          (change, status) -> {
            if (change == Change.REPLACED) {
              serves.countDown();
            }
          });
      CountDownLatch checked = new CountDownLatch(1);
      rig.table.add(driver.info(), driver, "again", d -> awaitLatch(checked));
      rig.store.awaitTrash();
      assertThat(place).isDirectory();
      checked.countDown();
      awaitLatch(serves);
      rig.store.awaitTrash();
      assertThat(place).doesNotExist();
    }
  }

  @Test
  void aDriverThatBlocksWhileItClearsStopsNoOther() throws Exception {
    Path stray = stray("7");
    FolderDriver other = new FolderDriver("other", true);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    driver.inside =
        (method, place) -> {
          inside.countDown();
          awaitLatch(leave);
        };
    try (Rig rig = new Rig(root, Rig.BOOT, other)) {
      rig.table.add(driver.info(), driver);
      awaitLatch(inside);
      rig.prepare("other", "a");
      Path place = rig.snapshots().stat("other", key("a")).orElseThrow().place();
      Files.createDirectories(place.resolve("content/a/b"));
      for (int i = 0; i < 200; i++) { // more than is deleted at once
        Files.writeString(place.resolve("content/a/b/" + i), "x");
      }
      rig.remove("other", "a");
      rig.store.awaitDeleted();
      assertThat(root.resolve("trash")).isEmptyDirectory();
      assertThat(stray).isDirectory();
      leave.countDown();
      rig.store.awaitTrash();
      assertThat(stray).doesNotExist();
    }
  }

  private static void dropRow(Rig rig, String key) {
    SnapshotId id = new SnapshotId(D, key(key));
    assertThat(
            rig.store.drop(
                List.of(id),
                (state, edits) -> {
                  SnapshotRow row =
                      state.snapshots().stream()
                          .filter(one -> one.id().equals(id))
                          .findFirst()
                          .orElseThrow();
                  edits.accept(new Edit.DropSnapshot(id));
                  return Optional.of(List.of(row));
                }))
        .isTrue();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void namesThatAreNoPlacesAreLeftAlone() throws Exception {
    Path other = stray("notes");
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.store.awaitTrash();
      assertThat(other).isDirectory();
    }
  }

  @Test
  void whatTheTrashHoldsIsDeletedAtTheStart() throws Exception {
    Files.createDirectories(root.resolve("trash/gone-1/a/b"));
    try (Rig rig = new Rig(root, Rig.BOOT)) {
      rig.store.awaitTrash();
      assertThat(root.resolve("trash")).isEmptyDirectory();
    }
  }

  @Test
  void snapshotsOutliveARestart() {
    SnapshotInfo made;
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.prepare(D, "a");
      made = rig.snapshots().stat(D, key("a")).orElseThrow();
    }
    try (Rig rig = new Rig(root, Rig.BOOT)) {
      assertThat(rig.snapshots().stat(D, key("a"))).contains(made);
      assertThat(made.place()).isDirectory();
    }
  }

  @Test
  void aRowWithoutAPlaceIsDroppedAndItsChildrenAreKept() {
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.prepare(D, "x");
      rig.commit(D, "x", "base");
      rig.prepare(D, "a", "base");
      rig.host.deleteTree(rig.snapshots().stat(D, key("base")).orElseThrow().place());
    }
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      assertThat(rig.snapshots().stat(D, key("base"))).isEmpty();
      assertThat(rig.snapshots().stat(D, key("a"))).isPresent();
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.snapshots().mounts(D, key("a")));
      rig.remove(D, "a");
      assertThat(rig.snapshots().list(Optional.empty())).isEmpty();
    }
  }

  @Test
  void aLayerIsMarkedSyncedOnceASyncHasPassed() {
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      layer(rig);
    } // closing waits for the pass
    try (Rig rig = new Rig(root, "boot-2", driver)) {
      assertThat(row(rig)).get().matches(row -> row.unsyncedBoot().isEmpty());
    }
  }

  @Test
  void anUnsyncedLayerIsDiscardedUnderAnotherBootAndTakesItsChildrenBack() throws Exception {
    PlainHost host = new PlainHost(Rig.BOOT);
    host.onSync =
        () -> {
          throw new IllegalStateException("the disk is away");
        };
    Path place;
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      layer(rig);
      rig.prepare(D, "app", LAYER.toString());
      place = rig.snapshots().stat(D, key(LAYER.toString())).orElseThrow().place();
    }
    try (Rig rig = new Rig(root, "boot-2", driver)) {
      assertThat(row(rig)).isEmpty();
      rig.store.awaitTrash();
      assertThat(place).doesNotExist();
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.snapshots().mounts(D, key("app")));
      layer(rig);
      assertThat(rig.snapshots().mounts(D, key("app"))).hasSize(1);
      assertThat(row(rig)).get().matches(row -> !place.endsWith(Long.toString(row.place())));
    }
  }

  @Test
  void anUnsyncedLayerIsKeptUnderTheSameBootAndSyncedThen() throws Exception {
    PlainHost away = new PlainHost(Rig.BOOT);
    away.onSync =
        () -> {
          throw new IllegalStateException("the disk is away");
        };
    try (Rig rig = new Rig(root, away, Faults.NONE, driver)) {
      layer(rig);
    }
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    PlainHost host = new PlainHost(Rig.BOOT);
    host.onSync =
        () -> {
          begun.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      begun.await();
      assertThat(row(rig)).get().matches(row -> row.unsyncedBoot().isPresent());
      go.countDown();
    }
    try (Rig rig = new Rig(root, "boot-2", driver)) {
      assertThat(row(rig)).isPresent();
    }
  }

  @Test
  void aSealedCommitStaysAndNeedsNoMarkAfterTheNextStart() {
    Map<Path, String> marks = commitAndLoseMarks();
    PlainHost next = new PlainHost("boot-2");
    next.marks.putAll(marks);
    try (Rig rig = new Rig(root, next, Faults.NONE, driver)) {
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
      assertThat(kind(rig, "work")).isEmpty();
    }
    try (Rig rig = new Rig(root, "boot-3", driver)) {
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
    }
  }

  @Test
  void aCommitThatWasNotSealedIsActiveAgain() {
    Path place = commitAndLoseMarks().keySet().iterator().next();
    try (Rig rig = new Rig(root, "boot-2", driver)) {
      assertThat(kind(rig, "done")).isEmpty();
      assertThat(kind(rig, "work")).contains(SnapshotKind.ACTIVE);
      assertThat(rig.snapshots().stat(D, key("work")).orElseThrow().place()).isEqualTo(place);
      rig.commit(D, "work", "done");
    }
  }

  @Test
  void aCommitThatOthersStandOnStaysWithoutItsMark() {
    PlainHost host = new PlainHost(Rig.BOOT);
    host.seals = true;
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      rig.prepare(D, "work");
      rig.commit(D, "work", "done");
      rig.prepare(D, "child", "done");
      host.marks.clear();
    }
    try (Rig rig = new Rig(root, "boot-2", driver)) {
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
      assertThat(rig.snapshots().mounts(D, key("child"))).isNotEmpty();
    }
  }

  @Test
  void aCommitWhoseFormerNameIsTakenStaysWithoutItsMark() {
    PlainHost host = new PlainHost(Rig.BOOT);
    host.seals = true;
    Path second;
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      rig.prepare(D, "work");
      rig.commit(D, "work", "first");
      rig.prepare(D, "work");
      rig.commit(D, "work", "second");
      rig.prepare(D, "work");
      second = rig.snapshots().stat(D, key("work")).orElseThrow().place();
      host.marks.clear();
    }
    try (Rig rig = new Rig(root, "boot-2", driver)) {
      assertThat(kind(rig, "first")).contains(SnapshotKind.COMMITTED);
      assertThat(kind(rig, "second")).contains(SnapshotKind.COMMITTED);
      assertThat(rig.snapshots().stat(D, key("work")).orElseThrow().place()).isEqualTo(second);
      assertThat(second).isDirectory();
    }
  }

  @Test
  void commitsWaitForTheNextStartWhileTheDiskCannotBeSynced() {
    Map<Path, String> marks = commitAndLoseMarks();
    PlainHost sick = new PlainHost("boot-2");
    sick.onSync =
        () -> {
          throw new CarobException(ErrorCode.DATA_LOSS, "the disk is away");
        };
    try (Rig rig = new Rig(root, sick, Faults.NONE, driver)) {
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
    }
    PlainHost well = new PlainHost("boot-3");
    well.marks.putAll(marks);
    try (Rig rig = new Rig(root, well, Faults.NONE, driver)) {
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
      assertThat(kind(rig, "work")).isEmpty();
    }
  }

  @Test
  void anOrderlyEndLeavesNoCommitToLookAt() {
    PlainHost host = new PlainHost(Rig.BOOT);
    host.seals = true;
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      rig.prepare(D, "work");
      rig.commit(D, "work", "done");
    }
    try (Rig rig = new Rig(root, "boot-2", driver)) { // a copy of the folder, without marks
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
    }
  }

  @Test
  void aCommitThatCannotBeSealedCanBeRepeated() {
    PlainHost host = new PlainHost(Rig.BOOT);
    host.seals = true;
    host.onSync =
        () -> {
          throw new CarobException(ErrorCode.DATA_LOSS, "the disk is away");
        };
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      rig.prepare(D, "work");
      assertFails(ErrorCode.DATA_LOSS, () -> rig.commit(D, "work", "done"));
      assertThat(kind(rig, "work")).contains(SnapshotKind.ACTIVE);
      assertThat(kind(rig, "done")).isEmpty();
      host.onSync = () -> {};
      rig.commit(D, "work", "done");
      assertThat(kind(rig, "done")).contains(SnapshotKind.COMMITTED);
    }
  }

  /** The marks, which are gone when the store ends: as if it had been killed. */
  private Map<Path, String> commitAndLoseMarks() {
    PlainHost host = new PlainHost(Rig.BOOT);
    host.seals = true;
    try (Rig rig = new Rig(root, host, Faults.NONE, driver)) {
      rig.prepare(D, "work");
      rig.commit(D, "work", "done");
      Map<Path, String> marks = Map.copyOf(host.marks);
      host.marks.clear();
      return marks;
    }
  }

  private static Optional<SnapshotKind> kind(Rig rig, String name) {
    return rig.snapshots().stat(D, key(name)).map(SnapshotInfo::kind);
  }

  private static Optional<SnapshotRow> row(Rig rig) {
    return rig.meta.state().snapshot(LayerSnapshots.id(D, LAYER));
  }
}
