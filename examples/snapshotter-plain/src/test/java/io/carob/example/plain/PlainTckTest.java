package io.carob.example.plain;

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PlainTckTest extends SnapshotDriverTck {

  PlainTckTest(@TempDir Path data) {
    super(PlainSnapshotDriver::new, data);
  }
}
