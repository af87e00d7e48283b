package io.carob.image.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.SnapshotId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerMountsTest {

  private static final String D = "folder";

  private final FolderDriver driver = new FolderDriver(D, true);
  private final PlainHost host = new PlainHost(Rig.BOOT);
  @TempDir Path root = Path.of("");
  private Rig rig;

  @BeforeEach
  void open() {
    driver.mounted = true;
    rig = new Rig(root, host, Faults.NONE, driver);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void commitLayer(String name, String... parent) {
    rig.prepare(D, name + "-active", parent);
    rig.commit(D, name + "-active", name);
  }

  private Path target(String name) {
    return place(name).resolve(SnapshotDriver.LAYER_MOUNT);
  }

  private Path place(String name) {
    return rig.snapshots().stat(D, Rig.key(name)).map(SnapshotInfo::place).orElseThrow();
  }

  @Test
  void parentsAreMountedOnceBeforeADriverIsGivenThem() {
    commitLayer("one");
    commitLayer("two", "one");
    assertThat(host.mounted).containsOnlyKeys(target("one"));
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare")) {
            assertThat(host.mounted).containsOnlyKeys(target("one"), target("two"));
          }
        };
    rig.prepare(D, "a", "two");
    rig.prepare(D, "b", "two");
    assertThat(rig.snapshots().mounts(D, Rig.key("a"))).hasSize(1);
    assertThat(host.mounts).hasValue(2);
  }

  @Test
  void aLayerThatNeedsNoMountIsAskedOnce() {
    driver.mounted = false;
    commitLayer("one");
    rig.prepare(D, "a", "one");
    rig.prepare(D, "b", "one");
    assertThat(driver.asked).containsExactly(place("one"));
    assertThat(host.mounted).isEmpty();
  }

  @Test
  void aMountThatWasTakenAwayIsMadeAgain() {
    commitLayer("one");
    rig.prepare(D, "a", "one");
    host.mounted.clear();
    assertThat(rig.snapshots().mounts(D, Rig.key("a"))).hasSize(1);
    assertThat(host.mounted).containsOnlyKeys(target("one"));
  }

  @Test
  void aMountOfAnEarlierProcessIsUsed() {
    commitLayer("one");
    host.mounted.put(target("one"), Mount.bind("/earlier", true));
    rig.prepare(D, "a", "one");
    assertThat(host.mounts).hasValue(0);
  }

  @Test
  void aLayerIsUnmountedBeforeItIsRemoved() {
    commitLayer("one");
    rig.prepare(D, "a", "one");
    rig.remove(D, "a");
    Path target = target("one");
    driver.inside =
        (method, place) -> {
          if (method.equals("remove")) {
            assertThat(host.mounted).doesNotContainKey(target);
          }
        };
    rig.remove(D, "one");
    assertThat(host.mounted).isEmpty();
  }

  @Test
  void noLayerStaysMountedWhenTheStoreIsClosed() {
    commitLayer("one");
    commitLayer("two", "one");
    rig.prepare(D, "a", "two");
    rig.close();
    assertThat(host.mounted).isEmpty();
    rig = new Rig(root, host, Faults.NONE, driver);
    assertThat(rig.snapshots().mounts(D, Rig.key("a"))).hasSize(1);
    assertThat(host.mounted).containsOnlyKeys(target("one"), target("two"));
  }

  @Test
  void aDriverThatBlocksInOneLayerStopsOnlyThoseThatStandOnIt() {
    List<String> others = IntStream.range(0, 40).mapToObj(i -> "other" + i).toList();
    commitLayer("one");
    others.forEach(this::commitLayer);
    Path one = place("one");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    driver.inside =
        (method, place) -> {
          if (method.equals("layerMount") && place.equals(one)) {
            inside.countDown();
            awaitDespiteInterrupts(leave);
          }
        };
    CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> rig.prepare(D, "a", "one"));
    awaitDespiteInterrupts(inside);
    for (String other : others) {
      rig.prepare(D, "on-" + other, other);
    }
    rig.table.limits(Duration.ZERO, Duration.ofMillis(50));
    CarobException e = catchThrowableOfType(CarobException.class, () -> rig.prepare(D, "b", "one"));
    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(blocked).isNotDone();
    leave.countDown();
    blocked.join();
    rig.table.limits(Duration.ZERO, Duration.ofMinutes(2));
    rig.prepare(D, "b", "one");
    assertThat(host.mounts).hasValue(41);
  }

  @Test
  void aLayerIsNeverMeasuredAndAskedForItsMountAtOnce() throws Exception {
    commitLayer("one");
    rig.prepare(D, "a", "one");
    host.mounted.clear();
    Path one = place("one");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    driver.inside =
        (method, place) -> {
          if (method.equals("usage") && place.equals(one)) {
            host.mounted.clear();
            inside.countDown();
            awaitDespiteInterrupts(leave);
          }
        };
    SnapshotId id = new SnapshotId(D, Rig.key("one"));
    CompletableFuture<Usage> measured =
        CompletableFuture.supplyAsync(() -> rig.store.care().measure(id));
    awaitDespiteInterrupts(inside);
    driver.asked.clear();
    Thread onIt = new Thread(() -> rig.snapshots().mounts(D, Rig.key("a")));
    onIt.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    while (onIt.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(driver.asked).isEmpty();
    leave.countDown();
    onIt.join();
    assertThat(measured.join().inodes()).isPositive();
    assertThat(driver.asked).containsExactly(one);
    assertThat(host.mounted).containsOnlyKeys(target("one"));
  }

  @Test
  void whatOneVersionNeedsNoMountForIsAskedOfTheNext() {
    driver.mounted = false;
    commitLayer("one");
    rig.prepare(D, "a", "one");
    FolderDriver next = new FolderDriver(D, true);
    next.mounted = true;
    rig.table.remove(driver);
    rig.table.add(next.info(), next);
    rig.prepare(D, "b", "one");
    assertThat(host.mounted).containsOnlyKeys(target("one"));
  }

  private static void awaitDespiteInterrupts(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      awaitDespiteInterrupts(latch);
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aMountThatMayBeWrittenToIsADefect() {
    commitLayer("one");
    SnapshotDriver wrong =
        new FolderDriver(D, true) {
          @Override
          public Optional<Mount> layerMount(Path place) {
            return Optional.of(new Mount("erofs", "/elsewhere", List.of("loop")));
          }
        };
    rig.table.remove(driver);
    rig.table.add(driver.info(), wrong);
    CarobException e = catchThrowableOfType(CarobException.class, () -> rig.prepare(D, "a", "one"));
    assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(host.mounted).isEmpty();
  }
}
