package io.carob.image.store.snapshot;

import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class NativeCopyByServiceTest extends SnapshotsByService {

  NativeCopyByServiceTest(@TempDir Path data) {
    super("native-copy", new NativeCopySnapshotDriver(), data);
  }
}
