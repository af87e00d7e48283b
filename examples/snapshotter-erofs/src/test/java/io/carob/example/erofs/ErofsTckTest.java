package io.carob.example.erofs;

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ErofsTckTest extends SnapshotDriverTck {

  ErofsTckTest(@TempDir Path data) {
    super(ErofsSnapshotDriver::new, data);
  }
}
