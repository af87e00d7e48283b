package io.carob.image.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.RealStore;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with many snapshots starts quickly; {@code ./carob crash} holds it to the limit. */
class ManySnapshotsTest {

  private static final int SNAPSHOTS = 1000;

  @Test
  void storeWithAThousandSnapshotsStarts(@TempDir Path folder) throws Exception {
    Archives archives = new Archives(folder.resolve("archives"));
    archives.make("overlay");
    try (RealStore real = RealStore.open(folder, new OverlaySnapshotDriver())) {
      Image image =
          real.store()
              .images()
              .importArchive(
                  archives.of("overlay", 0),
                  Optional.of(ImageReference.parse("localhost/demo:1")),
                  ImportProgress.NONE)
              .get(0);
      SnapshotKey top =
          real.store().images().unpack(image.id(), "overlay", ImportProgress.NONE).orElseThrow();
      for (int i = 0; i < SNAPSHOTS; i++) {
        real.store()
            .snapshots()
            .prepare("overlay", new SnapshotKey("container-" + i), Optional.of(top), Map.of());
      }
    }
    try (KilledStore store = new KilledStore(folder)) {
      System.out.println(
          "crash: start with " + SNAPSHOTS + " snapshots: " + store.start().toMillis() + " ms");
      if (Boolean.getBoolean("carob.crash.limits")) {
        assertThat(store.start()).isLessThan(Duration.ofSeconds(3));
      }
      store.check(Map.of());
    }
  }
}
