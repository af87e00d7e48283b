package io.carob.tck.snapshot;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FoldingSnapshotDriverTckTest extends SnapshotDriverTck {

  FoldingSnapshotDriverTckTest(@TempDir(factory = InMemory.class) Path data) {
    super(FoldingSnapshotDriver::new, data);
  }
}
