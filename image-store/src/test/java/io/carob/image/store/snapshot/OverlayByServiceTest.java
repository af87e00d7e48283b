package io.carob.image.store.snapshot;

import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.RealStore;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import io.carob.tck.snapshot.SnapshotsTck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The overlay driver keeps its contract behind the service too. */
class OverlayByServiceTest extends SnapshotsTck {

  private final RealStore store;

  OverlayByServiceTest(@TempDir Path data) {
    super("overlay", data.resolve("tck"));
    store = RealStore.open(data, new OverlaySnapshotDriver());
  }

  @Override
  protected Snapshots snapshots() {
    return store.store().snapshots();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
