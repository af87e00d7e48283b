package io.carob.tck.snapshot;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StreamSnapshotDriverTckTest extends SnapshotDriverTck {

  StreamSnapshotDriverTckTest(@TempDir Path data) {
    super(StreamSnapshotDriver::new, data);
  }
}
