package io.carob.image.store.crash;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.VerifyReport;
import io.carob.image.store.ImageStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Spoils a layer and has it mended, makes garbage and has it collected. */
final class Housekeeping {

  private static final String DRIVER = "overlay";
  private static final String NAME = "localhost/house:1";

  private final ImageStore store;
  private final Archives archives;
  private final int life;

  Housekeeping(ImageStore store, Archives archives, int life) {
    this.store = store;
    this.archives = archives;
    this.life = life;
  }

  void round(int round) throws IOException {
    Image image =
        store
            .images()
            .importArchive(
                archives.of("overlay", Archives.VARIANTS - 2 + round % 2),
                Optional.of(ImageReference.parse(NAME)),
                ImportProgress.NONE)
            .get(0); // the image that had the name before has none now
    SnapshotKey top = store.images().unpack(image.id(), DRIVER, ImportProgress.NONE).orElseThrow();
    Path layer = store.snapshots().stat(DRIVER, top).orElseThrow().place();
    Files.setPosixFilePermissions(
        layer.resolve("fs/etc/top"), PosixFilePermissions.fromString("rwxrwxrwx"));
    VerifyReport report = store.storage().verify(Optional.of(NAME), true, ImportProgress.NONE);
    // A collection that ran meanwhile may have dropped the blobs that the layers are held against.
    if (report.skipped() == 0 && report.findings().stream().noneMatch(one -> one.mended())) {
      throw new IllegalStateException("nothing was mended: " + report);
    }
    orphan("orphan-" + life + "-" + round);
    store.storage().collect(false);
  }

  /** A layer of no image. */
  private void orphan(String name) {
    SnapshotKey active = new SnapshotKey(name);
    store.snapshots().prepare(DRIVER, active, Optional.empty(), Map.of());
    Digest chain = Digest.of(name.getBytes(StandardCharsets.UTF_8));
    store.snapshots().commit(DRIVER, active, new SnapshotKey(chain.toString()));
  }
}
