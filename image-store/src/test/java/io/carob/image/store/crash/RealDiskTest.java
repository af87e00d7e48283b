package io.carob.image.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Mount;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.RealStore;
import io.carob.linux.mount.MountTable;
import io.carob.linux.mount.Mounts;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that the kernel itself finds full, read-only or broken. */
class RealDiskTest {

  private static final ImageReference NAME = ImageReference.parse("localhost/demo:1");
  private static final String[] DRIVERS = {"overlay", "native-copy"};

  @TempDir Path folder = Path.of("");
  private Archives archives = new Archives(folder);
  private LoopDisk disk;

  @BeforeEach
  void makeDisk() throws Exception {
    archives = new Archives(folder.resolve("archives"));
    archives.make("overlay");
    archives.make("other");
    disk = new LoopDisk(folder, 48);
  }

  @AfterEach
  void removeDisk() {
    disk.close();
  }

  @Test
  void onAFullDiskWhatGrowsIsRefusedAndWhatFreesWorks() throws Exception {
    try (RealStore real = open()) {
      Image first = bring(real, 0);
      for (String driver : DRIVERS) {
        prepare(real, driver, first, "old");
      }
      LoopDisk.fill(disk.root());
      fails(ErrorCode.RESOURCE_EXHAUSTED, "free some space", () -> bring(real, "other", 1));
      for (String driver : DRIVERS) {
        fails(
            ErrorCode.RESOURCE_EXHAUSTED,
            "ree some space",
            () -> {
              for (int i = 0; ; i++) { // what little is left goes first
                prepare(real, driver, first, "new-" + i);
              }
            });
        real.store().snapshots().remove(driver, new SnapshotKey("old"));
      }
      LoopDisk.free(disk.root());
      bring(real, "other", 1);
      prepare(real, "overlay", first, "newer");
    }
    checkAndClear();
  }

  @Test
  void onAReadOnlyDiskWhatIsThereIsReadAndWritesSayWhy() throws Exception {
    List<Mount> mounts;
    try (RealStore real = open()) {
      Image image = bring(real, 0);
      prepare(real, "overlay", image, "old");
      real.awaitSynced();
      disk.abort();
      assertThat(real.store().images().get(NAME.toString()).id()).isEqualTo(image.id());
      assertThat(real.store().images().blob(image.id())).isNotEmpty();
      SnapshotKey old = new SnapshotKey("old");
      assertThat(real.store().snapshots().mounts("overlay", old)).isNotEmpty();
      assertThat(real.store().snapshots().usage("overlay", old).inodes()).isPositive();
      readOnly(() -> bring(real, 1));
      readOnly(() -> prepare(real, "overlay", image, "new"));
      readOnly(() -> real.store().snapshots().commit("overlay", old, new SnapshotKey("done")));
      readOnly(() -> real.store().snapshots().remove("overlay", old));
      ImageReference other = ImageReference.parse("localhost/other:1");
      readOnly(() -> real.store().images().tag(NAME.toString(), other));
    }
    disk.checkAndMount();
    try (RealStore real = open()) {
      prepare(real, "overlay", real.store().images().get(NAME.toString()), "new");
      real.store().snapshots().remove("overlay", new SnapshotKey("old"));
      mounts = real.store().snapshots().mounts("overlay", new SnapshotKey("new"));
    }
    disk.readOnly(true);
    readOnly(() -> open().close());
    Path target = Files.createDirectory(folder.resolve("target"));
    CarobException failure =
        catchThrowableOfType(CarobException.class, () -> Mounts.mount(mounts.get(0), target));
    assertThat(failure).hasMessageContaining("is read-only"); // the kernel's own words
    assertThat(MountTable.read().below(target)).isEmpty();
    disk.readOnly(false);
    checkAndClear();
  }

  @Test
  void whatADiskFailsToWriteIsNotThereAndCanBeRepeatedWhenItIsWell() throws Exception {
    try (RealStore real = open()) {
      bring(real, 0);
      real.awaitSynced();
      disk.breakIt();
      CarobException failure = catchThrowableOfType(CarobException.class, () -> bring(real, 1));
      assertThat(failure).isNotNull();
      assertThat(failure.code())
          .isIn(ErrorCode.DATA_LOSS, ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.FAILED_PRECONDITION);
      assertThat(failure.getMessage()).containsAnyOf("dmesg", "free some space");
    }
    disk.replaceIt();
    try (RealStore real = open()) {
      Image image = bring(real, 1);
      prepare(real, "overlay", image, "new");
    }
    checkAndClear();
  }

  private RealStore open() {
    return RealStore.open(disk.root(), new OverlaySnapshotDriver(), new NativeCopySnapshotDriver());
  }

  private Image bring(RealStore real, int variant) {
    return bring(real, "overlay", variant);
  }

  private Image bring(RealStore real, String family, int variant) {
    return real.store()
        .images()
        .importArchive(archives.of(family, variant), Optional.of(NAME), ImportProgress.NONE)
        .get(0);
  }

  private static void prepare(RealStore real, String driver, Image image, String name) {
    SnapshotKey top =
        real.store().images().unpack(image.id(), driver, ImportProgress.NONE).orElseThrow();
    real.store().snapshots().prepare(driver, new SnapshotKey(name), Optional.of(top), Map.of());
  }

  private static void readOnly(Runnable operation) {
    fails(ErrorCode.FAILED_PRECONDITION, "remount,rw", operation);
  }

  private static void fails(ErrorCode code, String wayOut, Runnable operation) {
    CarobException failure = catchThrowableOfType(CarobException.class, operation::run);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
    assertThat(failure).hasMessageContaining(wayOut);
  }

  private void checkAndClear() throws Exception {
    try (KilledStore store = new KilledStore(disk.root())) {
      store.check(Map.of());
      store.clear();
    }
  }
}
