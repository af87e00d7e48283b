package io.carob.example.btrfs;

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class BtrfsTckTest extends SnapshotDriverTck {

  private final Path data;

  BtrfsTckTest(@TempDir Path data) {
    super(BtrfsSnapshotDriver::new, LoopBtrfs.in(data));
    this.data = data;
  }

  @AfterEach
  void unmount() {
    LoopBtrfs.unmount(data);
  }
}
