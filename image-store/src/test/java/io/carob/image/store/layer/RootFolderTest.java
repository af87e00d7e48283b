package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.image.store.RealStore;
import io.carob.image.store.kit.Tar;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.Xattrs;
import io.carob.linux.mount.Mounts;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The root folder of an image is that of the uppermost layer that says what it is like. */
class RootFolderTest {

  private static final byte[] BASE =
      new Tar()
          .pax("mtime", "1000000000.123456789", "SCHILY.xattr.user.root", "r")
          .mode(0750)
          .owner(11, 12)
          .entry('5', "./", "", new byte[0], 0, 0)
          .mode(0644)
          .owner(0, 0)
          .file("base", "base")
          .build();
  private static final byte[] MIDDLE = new Tar().file("middle", "middle").build();
  private static final byte[] OPAQUE =
      new Tar().file(".wh..wh..opq", "").file("alone", "alone").build();

  @TempDir Path folder = Path.of("");

  static Stream<SnapshotDriver> drivers() {
    return Stream.of(new OverlaySnapshotDriver(), new NativeCopySnapshotDriver());
  }

  private static void assertRoot(RealStore store, SnapshotDriver driver, Image image, Path target)
      throws IOException {
    SnapshotInfo active = store.container(image, driver, image.id().toString());
    Files.createDirectories(target);
    Mounts.mount(store.store().snapshots().mounts(driver.name(), active.key()).get(0), target);
    try {
      FileStat root = FileStat.of(target);
      assertThat(root.permissions()).isEqualTo(0750);
      assertThat(root.uid()).isEqualTo(11);
      assertThat(root.gid()).isEqualTo(12);
      assertThat(root.mtime().toString()).isEqualTo("2001-09-09T01:46:40.123456789Z");
      assertThat(Xattrs.get(target, "user.root"))
          .hasValueSatisfying(
              value -> assertThat(new String(value, StandardCharsets.UTF_8)).isEqualTo("r"));
    } finally {
      Mounts.unmountAll(target, false);
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void layersThatSayNothingOfItKeepTheOneBelow(SnapshotDriver driver) throws Exception {
    try (RealStore store = RealStore.open(folder, driver)) {
      Image image = store.image("demo/app:1", BASE, MIDDLE, new Tar().file("top", "t").build());
      assertRoot(store, driver, image, folder.resolve("target"));
      Image opaque = store.image("demo/opaque:1", BASE, MIDDLE, OPAQUE);
      assertRoot(store, driver, opaque, folder.resolve("target"));
      assertThat(
              store
                  .store()
                  .storage()
                  .verify(Optional.empty(), false, ImportProgress.NONE)
                  .findings())
          .isEmpty();
    }
  }
}
