package io.carob.image.store.snapshot;

import static io.carob.image.store.Codes.assertFails;
import static io.carob.image.store.snapshot.Rig.key;
import static io.carob.image.store.snapshot.Rig.parent;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotGraphTest {

  private static final String D = "folder";

  private final FolderDriver driver = new FolderDriver(D, false);
  private final Path root;
  private final Rig rig;
  private final Snapshots snapshots;

  SnapshotGraphTest(@TempDir Path root) {
    this.root = root;
    this.rig = new Rig(root, Rig.BOOT, driver);
    this.snapshots = rig.snapshots();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void prepareAnswersWhatStatAnswers() {
    SnapshotInfo made = snapshots.prepare(D, key("a"), Optional.empty(), Map.of("l", "1"));
    assertThat(made.kind()).isEqualTo(SnapshotKind.ACTIVE);
    assertThat(made.labels()).containsEntry("l", "1");
    assertThat(made.place()).isDirectory().hasParent(root.resolve("snapshots").resolve(D));
    assertThat(snapshots.stat(D, key("a"))).contains(made);
    assertThat(snapshots.stat(D, key("b"))).isEmpty();
    assertThat(snapshots.stat("other", key("a"))).isEmpty();
  }

  @Test
  void preparingAgainAnswersTheSameWithoutTheDriver() {
    SnapshotInfo made = snapshots.prepare(D, key("a"), Optional.empty(), Map.of());
    driver.calls.clear();
    assertThat(snapshots.prepare(D, key("a"), Optional.empty(), Map.of())).isEqualTo(made);
    assertThat(driver.calls).isEmpty();
  }

  @Test
  void prepareRejectsANameInUseByAnotherKindOrParent() {
    rig.prepare(D, "x");
    rig.commit(D, "x", "base");
    rig.prepare(D, "a", "base");
    assertFails(ErrorCode.ALREADY_EXISTS, () -> rig.prepare(D, "a"));
    assertFails(
        ErrorCode.ALREADY_EXISTS, () -> snapshots.view(D, key("a"), parent("base"), Map.of()));
    assertFails(ErrorCode.ALREADY_EXISTS, () -> rig.prepare(D, "base"));
  }

  @Test
  void prepareNeedsACommittedParent() {
    assertFails(ErrorCode.NOT_FOUND, () -> rig.prepare(D, "a", "absent"));
    assertFails(ErrorCode.NOT_FOUND, () -> rig.prepare(D, "a", "a"));
    rig.prepare(D, "active");
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.prepare(D, "a", "active"));
    assertThat(snapshots.stat(D, key("a"))).isEmpty();
  }

  @Test
  void aDriverThatFailsToPrepareLeavesNothing() throws Exception {
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare")) {
            throw new CarobException(ErrorCode.RESOURCE_EXHAUSTED, "full");
          }
        };
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, () -> rig.prepare(D, "a"));
    assertThat(snapshots.list(Optional.empty())).isEmpty();
    assertNothingLeft();
    driver.inside = (method, place) -> {};
    rig.prepare(D, "a");
  }

  @Test
  void commitMovesTheNameAndKeepsTheContent() throws Exception {
    SnapshotInfo active = snapshots.prepare(D, key("a"), Optional.empty(), Map.of("l", "1"));
    Files.writeString(active.place().resolve("content/file"), "hello");
    SnapshotInfo committed = snapshots.commit(D, key("a"), key("base"));
    assertThat(committed.kind()).isEqualTo(SnapshotKind.COMMITTED);
    assertThat(committed.place()).isEqualTo(active.place());
    assertThat(committed.labels()).containsEntry("l", "1");
    assertThat(snapshots.stat(D, key("a"))).isEmpty();
    SnapshotInfo child = snapshots.prepare(D, key("b"), parent("base"), Map.of());
    assertThat(child.place().resolve("content/file")).hasContent("hello");
  }

  @Test
  void commitSyncsBeforeItReturns() {
    rig.prepare(D, "a");
    rig.commit(D, "a", "base");
    assertThat(rig.host.syncs.get()).isPositive();
  }

  @Test
  void commitFailuresHaveTheirCodes() {
    rig.prepare(D, "a");
    rig.prepare(D, "b");
    rig.commit(D, "a", "base");
    snapshots.view(D, key("v"), parent("base"), Map.of());
    assertFails(ErrorCode.NOT_FOUND, () -> rig.commit(D, "absent", "n"));
    assertFails(ErrorCode.ALREADY_EXISTS, () -> rig.commit(D, "b", "base"));
    assertFails(ErrorCode.ALREADY_EXISTS, () -> rig.commit(D, "b", "b"));
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.commit(D, "v", "n"));
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.commit(D, "base", "n"));
  }

  @Test
  void mountsOfActiveAndViewButNotOfCommitted() {
    rig.prepare(D, "a");
    List<Mount> mounts = snapshots.mounts(D, key("a"));
    assertThat(mounts).singleElement().matches(mount -> !mount.readOnly());
    rig.commit(D, "a", "base");
    snapshots.view(D, key("v"), parent("base"), Map.of());
    assertThat(snapshots.mounts(D, key("v"))).singleElement().matches(Mount::readOnly);
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> snapshots.mounts(D, key("base")));
    assertFails(ErrorCode.NOT_FOUND, () -> snapshots.mounts(D, key("absent")));
  }

  @Test
  void updateReplacesLabels() {
    snapshots.prepare(D, key("a"), Optional.empty(), Map.of("l", "1"));
    snapshots.update(D, key("a"), Map.of("m", "2"));
    assertThat(snapshots.stat(D, key("a")).orElseThrow().labels()).isEqualTo(Map.of("m", "2"));
    assertFails(ErrorCode.NOT_FOUND, () -> snapshots.update(D, key("absent"), Map.of()));
  }

  @Test
  void usageIsMeasuredWhileActiveAndKeptOnceCommitted() throws Exception {
    SnapshotInfo active = snapshots.prepare(D, key("a"), Optional.empty(), Map.of());
    Files.writeString(active.place().resolve("content/file"), "hello");
    assertThat(snapshots.usage(D, key("a")).inodes()).isEqualTo(2);
    Files.writeString(active.place().resolve("content/second"), "hello");
    assertThat(snapshots.usage(D, key("a")).inodes()).isEqualTo(3);
    rig.commit(D, "a", "base");
    driver.calls.clear();
    assertThat(snapshots.usage(D, key("base")).inodes()).isEqualTo(3);
    assertThat(driver.calls).isEmpty();
    assertFails(ErrorCode.NOT_FOUND, () -> snapshots.usage(D, key("absent")));
  }

  @Test
  void listGivesParentsBeforeChildren() {
    rig.prepare(D, "1");
    rig.commit(D, "1", "z-base");
    rig.prepare(D, "2", "z-base");
    rig.commit(D, "2", "m-next");
    rig.prepare(D, "a-top", "m-next");
    assertThat(snapshots.list(Optional.of(D)))
        .extracting(info -> info.key().value())
        .containsExactly("z-base", "m-next", "a-top");
    assertThat(snapshots.list(Optional.of("other"))).isEmpty();
  }

  @Test
  void removeRefusesAParentAndIsSilentOnWhatIsNotThere() throws Exception {
    rig.prepare(D, "x");
    rig.commit(D, "x", "base");
    rig.prepare(D, "a", "base");
    CarobException refusal =
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.remove(D, "base"));
    assertThat(refusal).hasMessageContaining("a");
    rig.remove(D, "a");
    rig.remove(D, "base");
    rig.remove(D, "base");
    rig.remove("other", "a");
    assertNothingLeft();
  }

  @Test
  void removeLetsTheDriverReleaseThePlaceFirst() {
    SnapshotInfo made = snapshots.prepare(D, key("a"), Optional.empty(), Map.of());
    driver.inside = (method, place) -> assertThat(place).as(method).isDirectory();
    driver.calls.clear();
    rig.remove(D, "a");
    assertThat(driver.calls).containsExactly("remove " + made.place().getFileName());
    assertThat(made.place()).doesNotExist();
  }

  @Test
  void anAbsentDriverIsUnavailableAndChangesNothing() {
    rig.prepare(D, "a");
    rig.table.remove(driver);
    assertFails(ErrorCode.UNAVAILABLE, () -> rig.prepare(D, "b"));
    assertFails(ErrorCode.UNAVAILABLE, () -> rig.remove(D, "a"));
    assertFails(ErrorCode.UNAVAILABLE, () -> snapshots.mounts(D, key("a")));
    assertThat(snapshots.list(Optional.empty())).hasSize(1);
    FolderDriver next = new FolderDriver(D, false);
    rig.table.add(next.info(), next);
    assertThat(snapshots.mounts(D, key("a"))).hasSize(1);
    rig.remove(D, "a");
  }

  @Test
  void aDriversNameCannotLeadOutOfTheFolder() {
    for (String bad : List.of("..", "a/b", "", "A", "../../etc", "a.b")) {
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> rig.prepare(bad, "k"));
    }
  }

  @Test
  void aKeyIsNeverAPath() {
    SnapshotInfo made =
        snapshots.prepare(D, new SnapshotKey("a/../../../x"), Optional.empty(), Map.of());
    assertThat(made.place().normalize()).hasParent(root.resolve("snapshots").resolve(D));
  }

  @Test
  void eachDriverInstanceIsProbedOnceAndARefusalStays() {
    rig.prepare(D, "a");
    rig.prepare(D, "b");
    assertThat(driver.calls).filteredOn(call -> call.startsWith("probe")).hasSize(1);
    FolderDriver broken = new FolderDriver("broken", false);
    broken.inside =
        (method, place) -> {
          throw new CarobException(ErrorCode.UNSUPPORTED, "no overlay in this kernel");
        };
    rig.table.add(broken.info(), broken);
    for (int i = 0; i < 2; i++) {
      CarobException refusal = assertFails(ErrorCode.UNSUPPORTED, () -> rig.prepare("broken", "a"));
      assertThat(refusal)
          .hasMessageContaining("no overlay in this kernel")
          .hasMessageContaining("native-copy");
    }
    assertThat(broken.calls).hasSize(1);
  }

  @Test
  void aProbeThatFailedForAMomentIsTriedAgain() {
    FolderDriver weak = new FolderDriver("weak", false);
    weak.inside =
        (method, place) -> {
          throw new CarobException(ErrorCode.RESOURCE_EXHAUSTED, "full");
        };
    rig.table.add(weak.info(), weak);
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, () -> rig.prepare("weak", "a"));
    weak.inside = (method, place) -> {};
    rig.prepare("weak", "a");
  }

  private void assertNothingLeft() throws Exception {
    rig.store.awaitTrash();
    try (Stream<Path> places = Files.walk(root.resolve("snapshots"))) {
      assertThat(places.filter(path -> path.getFileName().toString().matches("[0-9]+"))).isEmpty();
    }
    try (Stream<Path> trash = Files.list(root.resolve("trash"))) {
      assertThat(trash).isEmpty();
    }
  }
}
