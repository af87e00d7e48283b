package io.carob.image.store.snapshot;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.RealStore;
import io.carob.tck.snapshot.SnapshotsTck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** A driver keeps its contract behind the service too. */
abstract class SnapshotsByService extends SnapshotsTck {

  private final RealStore store;

  SnapshotsByService(String name, SnapshotDriver driver, Path data) {
    super(name, data.resolve("tck"));
    store = RealStore.open(data, driver);
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
