package io.carob.it;

import io.carob.api.embed.Carob;
import io.carob.api.snapshot.Snapshots;
import io.carob.tck.snapshot.SnapshotsTck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract of drivers, over the snapshots of a node in a plain Java program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedNativeCopyTckIT extends SnapshotsTck {

  private EmbeddedNodes nodes;
  private Carob carob;

  EmbeddedNativeCopyTckIT(@TempDir Path data) {
    super("native-copy", data);
  }

  @BeforeAll
  void start() {
    nodes = new EmbeddedNodes();
    carob = nodes.start();
  }

  @AfterAll
  void end() {
    nodes.close();
  }

  @Override
  protected Snapshots snapshots() {
    return carob.snapshots();
  }
}
