package io.carob.snapshotter.nativecopy;

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class NativeCopyTckTest extends SnapshotDriverTck {

  NativeCopyTckTest(@TempDir Path data) {
    super(NativeCopySnapshotDriver::new, data);
  }
}
