package io.carob.image.store;

import io.carob.api.driver.DriverTable;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A whole store on real files, with the drivers that a test gives it. */
public final class RealStore implements AutoCloseable {

  public final ImageStore store;
  private final Path root;
  private int archives;

  private RealStore(Path root, ImageStore store) {
    this.root = root;
    this.store = store;
  }

  /** Opens a store below a folder. */
  public static RealStore open(Path folder, SnapshotDriver... drivers) {
    return open(folder, Faults.NONE, Clock.systemUTC(), drivers);
  }

  /** The same, with crashes and failures, and by another clock. */
  public static RealStore open(Path folder, Faults faults, Clock clock, SnapshotDriver... drivers) {
    Path root = folder.resolve("root");
    DriverTable<SnapshotDriver> table =
        new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1));
    ImageStore store =
        ImageStore.open(
            root,
            table,
            RegistrySettings.of(folder.resolve("certs.d"), folder.resolve("logins.json")),
            new Surroundings(new LinuxHost(), faults, clock));
    Arrays.stream(drivers).forEach(driver -> store.addDriver(driver, "1"));
    return new RealStore(root, store);
  }

  /** Its folder. */
  public Path root() {
    return root;
  }

  /** The store itself. */
  public ImageStore store() {
    return store;
  }

  /** Imports an image of plain layers. */
  public Image image(String name, byte[]... layers) throws IOException {
    Layout layout = new Layout();
    layout.index(layout.image("amd64", Layout.named(name), layers));
    Path folder = root.resolveSibling("archive-" + ++archives);
    Files.createDirectories(folder);
    return store
        .images()
        .importArchive(layout.writeFolder(folder), Optional.empty(), ImportProgress.NONE)
        .get(0);
  }

  /** Makes an image's layers snapshots. */
  public SnapshotKey unpack(Image image, SnapshotDriver driver) {
    return store.images().unpack(image.id(), driver.name(), ImportProgress.NONE).orElseThrow();
  }

  /** A container's writable layer on an image. */
  public SnapshotInfo container(Image image, SnapshotDriver driver, String key) {
    return store
        .snapshots()
        .prepare(driver.name(), new SnapshotKey(key), Optional.of(unpack(image, driver)), Map.of());
  }

  /** The folder that holds the content of one of an image's layers. */
  public Path layer(Image image, int index, SnapshotDriver driver) {
    SnapshotKey key = SnapshotKey.of(image.layers().get(index).chainId());
    return store.snapshots().stat(driver.name(), key).orElseThrow().place().resolve("content");
  }

  /** Waits until the layers are known to be on the disk, and measured there. */
  public void awaitSynced() throws InterruptedException {
    store.awaitSynced();
  }

  /** Waits until everything in the trash is deleted. */
  public void awaitTrash() throws InterruptedException {
    store.awaitTrash();
  }

  /** Makes an image the one that was used last. */
  public void touch(String image) {
    store.touch(image);
  }

  /** All places that there are, whatever the record says. */
  public long places() throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("snapshots"), 2)) {
      return all.filter(path -> path.getNameCount() == root.getNameCount() + 3).count();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
