package io.carob.drivertest;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.tck.snapshot.SnapshotDriverTck;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract's tests over the snapshotter under test. */
@ExtendWith(GiveUp.class)
final class SnapshotSuite extends SnapshotDriverTck {

  SnapshotSuite() {
    super(() -> (SnapshotDriver) Subject.current().make(), Subject.current().data());
  }
}
