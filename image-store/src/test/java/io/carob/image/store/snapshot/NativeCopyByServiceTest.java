package io.carob.image.store.snapshot;

import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.RealStore;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.tck.snapshot.SnapshotsTck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The copying driver keeps its contract behind the service too. */
class NativeCopyByServiceTest extends SnapshotsTck {

  private final RealStore store;

  NativeCopyByServiceTest(@TempDir Path data) {
    super("native-copy", data.resolve("tck"));
    store = RealStore.open(data, new NativeCopySnapshotDriver());
  }

  @Override
  protected Snapshots snapshots() {
    return store.store().snapshots();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
