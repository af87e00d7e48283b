package io.carob.tck.snapshot;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ReferenceSnapshotDriverTckTest extends SnapshotDriverTck {

  ReferenceSnapshotDriverTckTest(@TempDir(factory = InMemory.class) Path data) {
    super(ReferenceSnapshotDriver::new, data);
  }
}
