package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.snapshot.FolderDriver;
import io.carob.testing.Foreign;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store keeps nothing of a driver that has left, while what it made is there. */
@Timeout(180)
class DriverLeakTest {

  private static final String OWN = "own";

  @TempDir Path folder = Path.of("");

  @Test
  void aDriverThatHasLeftIsCollectedWhileItsSnapshotsStay() throws Exception {
    try (ImageStore store =
        ImageStore.open(
            folder.resolve("root"),
            new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1)))) {
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      serveAndLeave(store, loaders);
      assertThat(loaders).hasSize(1);
      while (loaders.stream().anyMatch(loader -> !loader.refersTo(null))) {
        System.gc();
        TimeUnit.MILLISECONDS.sleep(20); // the time-out of the test ends it
      }
      store.addDriver(new FolderDriver(OWN, true), "2");
      assertThat(store.snapshots().mounts(OWN, new SnapshotKey("again"))).hasSize(1);
    }
  }

  private void serveAndLeave(ImageStore store, List<WeakReference<ClassLoader>> loaders)
      throws Exception {
    SnapshotDriver driver =
        Foreign.make(SnapshotDriver.class, new FolderDriver(OWN, true), "prepare", loaders);
    store.addDriver(driver, "1", "org.example.own");
    Image image =
        store
            .images()
            .importArchive(
                layout(),
                Optional.of(ImageReference.parse("demo/web:1")),
                Optional.of(OWN),
                ImportProgress.NONE)
            .get(0);
    SnapshotKey chain = SnapshotKey.of(image.layers().get(1).chainId());
    Snapshots snapshots = store.snapshots();
    SnapshotKey active = new SnapshotKey("active");
    Codes.assertFails(
        ErrorCode.INTERNAL,
        () -> snapshots.prepare(OWN, active, Optional.of(chain), Map.of())); // throws its own
    snapshots.prepare(OWN, active, Optional.of(chain), Map.of());
    assertThat(snapshots.mounts(OWN, active)).hasSize(1);
    assertThat(snapshots.usage(OWN, active).bytes()).isPositive();
    SnapshotKey committed = new SnapshotKey("committed");
    snapshots.commit(OWN, active, committed);
    snapshots.prepare(OWN, new SnapshotKey("again"), Optional.of(committed), Map.of());
    snapshots.prepare(OWN, new SnapshotKey("gone"), Optional.of(committed), Map.of());
    snapshots.remove(OWN, new SnapshotKey("gone"));
    store.awaitSynced();
    store.awaitTrash();
    store.removeDriver(driver);
  }

  private Path layout() throws Exception {
    Layout layout = new Layout();
    byte[][] layers = {
      new Tar().file("a", new byte[1000]).build(), new Tar().file("b", new byte[1000]).build()
    };
    layout.index(layout.image(Platform.host().architecture(), "", layers));
    return layout.writeFolder(Files.createDirectories(folder.resolve("layout")));
  }
}
