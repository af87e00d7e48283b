package io.carob.snapshotter.overlay;

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OverlayTckTest extends SnapshotDriverTck {

  OverlayTckTest(@TempDir Path data) {
    super(OverlaySnapshotDriver::new, data);
  }
}
