package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.snapshot.FolderDriver;
import io.carob.image.store.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A process that makes and removes a limited snapshot, and ends at a point of it. */
final class LimitChild {

  private static final int ENDED = 9;

  private LimitChild() {}

  static void killAt(Path root, String point) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LimitChild.class.getName(),
                root.toString(),
                point)
            .inheritIO()
            .start();
    assertThat(child.waitFor()).isEqualTo(ENDED);
  }

  /** Arguments: the root, and the point at which to end. */
  public static void main(String[] args) {
    Path root = Path.of(args[0]);
    Faults faults =
        at -> {
          if (at.equals(args[1])) {
            Runtime.getRuntime().halt(ENDED);
          }
        };
    DriverTable<SnapshotDriver> table =
        new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1));
    FolderDriver driver = new FolderDriver("folder", false);
    table.add(driver.info(), driver);
    SnapshotStore store =
        new SnapshotStore(
            root, MetaStore.open(root.resolve("meta.db")), table, new LinuxHost(), faults);
    SnapshotKey key = new SnapshotKey("app");
    store
        .snapshots()
        .prepare("folder", key, Optional.empty(), Map.of(), SnapshotOptions.limit(2 << 20));
    store.snapshots().remove("folder", key);
  }
}
