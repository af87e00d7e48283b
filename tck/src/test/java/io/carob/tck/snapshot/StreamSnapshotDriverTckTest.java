package io.carob.tck.snapshot;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StreamSnapshotDriverTckTest extends SnapshotDriverTck {

  StreamSnapshotDriverTckTest(@TempDir(factory = InMemory.class) Path data) {
    super(StreamSnapshotDriver::new, data);
  }
}
