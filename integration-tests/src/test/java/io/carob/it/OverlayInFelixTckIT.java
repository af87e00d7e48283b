package io.carob.it;

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, over the service that the distribution's bundle offers in Felix. */
class OverlayInFelixTckIT extends SnapshotDriverTck {

  OverlayInFelixTckIT(@TempDir Path data) {
    super(() -> FelixDrivers.driver("overlay", data), FelixDrivers.leaveWord(data));
  }
}
