package io.carob.image.store.snapshot;

import static io.carob.image.store.Codes.assertFails;
import static io.carob.image.store.snapshot.Rig.key;
import static io.carob.image.store.snapshot.Rig.parent;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containerd's snapshot service has beyond the basic calls. */
class SnapshotSemanticsTest {

  private static final String D = "folder";

  private final FolderDriver driver = new FolderDriver(D, false);
  private final FolderDriver other = new FolderDriver("other", false);
  private final Rig rig;
  private final Snapshots snapshots;

  SnapshotSemanticsTest(@TempDir Path root) {
    this.rig = new Rig(root, Rig.BOOT, driver, other);
    this.snapshots = rig.snapshots();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private List<String> walk(String driverName, String... filters) {
    List<String> names = new ArrayList<>();
    snapshots.walk(
        driverName.isEmpty() ? Optional.empty() : Optional.of(driverName),
        List.of(filters),
        info -> names.add(info.key().value()));
    return names;
  }

  private void some() {
    snapshots.prepare(D, key("x"), Optional.empty(), Map.of());
    rig.commit(D, "x", "base");
    snapshots.prepare(D, key("one"), parent("base"), Map.of("app", "web"));
    snapshots.view(D, key("two"), parent("base"), Map.of("app", "db"));
    rig.prepare("other", "three");
  }

  @Test
  void walksParentsBeforeChildrenByFilters() {
    some();
    assertThat(walk("")).containsExactly("base", "one", "two", "three");
    assertThat(walk(D)).containsExactly("base", "one", "two");
    assertThat(walk("", "kind==active")).containsExactly("one", "three");
    assertThat(walk(D, "parent==base,labels.app==db")).containsExactly("two");
    assertThat(walk("", "labels.app==web", "driver==other")).containsExactly("one", "three");
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> walk("", "size>3"));
  }

  @Test
  void aWalkSeesOneMomentAndItsVisitorMayRemove() {
    some();
    List<String> seen = new ArrayList<>();
    snapshots.walk(
        Optional.of(D),
        List.of("kind!=committed"),
        info -> {
          seen.add(info.key().value());
          snapshots.remove(D, info.key());
          rig.prepare(D, "new-" + info.key().value());
        });
    assertThat(seen).containsExactly("one", "two");
    assertThat(walk(D)).containsExactly("base", "new-one", "new-two").doesNotContain("one");
  }

  @Test
  void updatesOneLabelAndLeavesTheOthers() {
    some();
    SnapshotInfo before = snapshots.stat(D, key("one")).orElseThrow();
    SnapshotInfo set =
        snapshots.update(D, key("one"), Map.of("tier", "1", "ignored", "x"), Set.of("labels.tier"));
    assertThat(set.labels())
        .containsEntry("app", "web")
        .containsEntry("tier", "1")
        .containsKey(Snapshots.DRIVER_VERSION_LABEL)
        .doesNotContainKey("ignored");
    assertThat(set.updated()).isAfterOrEqualTo(before.updated());
    assertThat(set.created()).isEqualTo(before.created());
    SnapshotInfo dropped = snapshots.update(D, key("one"), Map.of(), Set.of("labels.tier"));
    assertThat(dropped.labels()).isEqualTo(before.labels());
    assertThat(snapshots.update(D, key("one"), Map.of("a", "b"), Set.of("labels")).labels())
        .isEqualTo(Map.of("a", "b"));
    assertThat(snapshots.update(D, key("one"), Map.of("c", "d"), Set.of()).labels())
        .isEqualTo(Map.of("c", "d"));
  }

  @Test
  void refusesToUpdateAnythingElse() {
    some();
    for (String field : List.of("kind", "parent", "labels.", "label.x", "")) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> snapshots.update(D, key("one"), Map.of("x", "y"), Set.of(field)));
    }
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> snapshots.update(D, key("none"), Map.of("x", "y"), Set.of("labels.x")));
    assertThat(snapshots.stat(D, key("one")).orElseThrow().labels()).doesNotContainKey("x");
  }

  @Test
  void labelsThatManySetAtOnceAreAllThere() throws Exception {
    rig.prepare(D, "a");
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String label = "l" + i;
        running.add(
            pool.submit(
                () ->
                    snapshots.update(D, key("a"), Map.of(label, "x"), Set.of("labels." + label))));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(snapshots.stat(D, key("a")).orElseThrow().labels()).hasSize(41);
  }

  @Test
  void commitSetsLabelsBesideThoseThatWereThere() {
    snapshots.prepare(D, key("a"), Optional.empty(), Map.of("keep", "1", "change", "1"));
    SnapshotInfo done = snapshots.commit(D, key("a"), key("b"), Map.of("change", "2", "new", "3"));
    assertThat(done.labels())
        .containsEntry("keep", "1")
        .containsEntry("change", "2")
        .containsEntry("new", "3");
    assertThat(snapshots.stat(D, key("b"))).contains(done);
  }

  @Test
  void usageOfAnActiveOneGrowsAndThatOfACommittedOneIsKept() throws Exception {
    snapshots.prepare(D, key("a"), Optional.empty(), Map.of());
    long before = snapshots.usage(D, key("a")).inodes();
    Path place = snapshots.stat(D, key("a")).orElseThrow().place();
    Files.writeString(place.resolve("content/new"), "x");
    assertThat(snapshots.usage(D, key("a")).inodes()).isEqualTo(before + 1);
    rig.commit(D, "a", "b");
    driver.calls.clear();
    assertThat(snapshots.usage(D, key("b")).inodes()).isEqualTo(before + 1);
    assertThat(driver.calls).isEmpty();
    assertFails(ErrorCode.NOT_FOUND, () -> snapshots.usage(D, key("a")));
  }

  @Test
  void aCommitIsMeasuredAfterItIsOnTheDisk() {
    rig.prepare(D, "a");
    List<String> order = new ArrayList<>();
    rig.host.onSync = () -> order.add("sync");
    driver.inside = (method, place) -> order.add(method);
    rig.commit(D, "a", "b");
    assertThat(order).containsExactly("commit", "sync", "usage");
  }
}
