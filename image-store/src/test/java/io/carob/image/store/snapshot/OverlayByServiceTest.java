package io.carob.image.store.snapshot;

import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OverlayByServiceTest extends SnapshotsByService {

  OverlayByServiceTest(@TempDir Path data) {
    super("overlay", new OverlaySnapshotDriver(), data);
  }
}
