package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.driver.DriverUses;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.DiskReserve;
import io.carob.api.node.HostCheck;
import io.carob.api.node.MetricSource;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.image.store.build.ImageBuilderService;
import io.carob.image.store.check.BlobMender;
import io.carob.image.store.check.LiveCheck;
import io.carob.image.store.check.RestingCheck;
import io.carob.image.store.gc.GcPolicy;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.registry.RegistryService;
import io.carob.image.store.registry.RegistrySettings;
import io.carob.image.store.snapshot.Recovered;
import io.carob.image.store.snapshot.SnapshotStore;
import io.carob.image.store.tar.Decompression;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Images and snapshots of one node, on one folder. Needs no framework. */
public final class ImageStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

  private final RootLock lock;
  private final MetaStore meta;
  private final SnapshotStore snapshots;
  private final ImageService images;
  private final RegistryService registries;
  private final ImageBuilder builder;
  private final DriverTable<SnapshotDriver> drivers;
  private final HostCheck check;
  private final StorageService storage;
  private final IntegrityCheck integrity;

  private ImageStore(
      RootLock lock,
      Path root,
      DriverTable<SnapshotDriver> drivers,
      RegistrySettings settings,
      Surroundings around) {
    this.lock = lock;
    this.drivers = drivers;
    this.meta = MetaStore.open(root.resolve("meta.db"), around.faults(), around.clock());
    this.check = new SnapshotterCheck(root, drivers);
    try {
      this.snapshots = new SnapshotStore(root, meta, drivers, around.host(), around.faults());
      StoredContent content = new StoredContent(root, around.faults());
      int blobs = content.blobs().size();
      content.store().setAside(needed(meta));
      this.images = new ImageService(meta, snapshots, content);
      this.registries = new RegistryService(images, content.store(), StoredContent::row, settings);
      this.builder =
          new ImageBuilderService(images, content.store(), snapshots.changes(), StoredContent::row);
      this.storage =
          new StorageService(root, meta, content, images, snapshots, mender(), around.clock());
      this.integrity =
          new LiveCheck(
              root, meta, RestingCheck.blobs(content.store()), images, snapshots.care(), mender());
      new DiskReserve(root).keep(); // whoever embeds the store has nobody else who makes it
      report(snapshots.recovered(), content.leftovers(), blobs - content.blobs().size());
    } catch (RuntimeException e) {
      meta.close();
      throw e;
    }
  }

  private static Set<Digest> needed(MetaStore meta) {
    return meta.state().images().stream()
        .flatMap(image -> image.blobs().stream())
        .collect(Collectors.toSet());
  }

  private BlobMender mender() {
    return (image, blob) -> registries.bring(image, meta.state().namesOf(image.id()), blob);
  }

  private static void report(Recovered recovered, int imports, int blobs) {
    LOG.info(
        "Removes {} snapshot folders that no record names; dropped {} records whose folder is gone;"
            + " removed {} leftovers of imports and {} blobs of no image; deletes {} in the trash",
        recovered.places(),
        recovered.rows(),
        imports,
        blobs,
        recovered.trash());
  }

  /**
   * Opens the store: recovers what a crash left, and serves.
   *
   * @param root the node's durable folder; made when it is not there
   * @param drivers an empty table; drivers come by {@link #addDriver}
   */
  public static ImageStore open(Path root, DriverTable<SnapshotDriver> drivers) {
    return open(root, drivers, RegistrySettings.defaults());
  }

  /**
   * As {@link #open(Path, DriverTable)}.
   *
   * @param settings how registries are talked to
   */
  public static ImageStore open(
      Path root, DriverTable<SnapshotDriver> drivers, RegistrySettings settings) {
    return open(root, drivers, settings, Surroundings.real());
  }

  /** The same in other surroundings; for tests. */
  static ImageStore open(
      Path root,
      DriverTable<SnapshotDriver> drivers,
      RegistrySettings settings,
      Surroundings around) {
    RootLock lock = RootLock.take(root);
    try {
      loadNative();
      return new ImageStore(lock, real(root), drivers, settings, around);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What is loaded later may find nothing to load. SQLite is loaded by opening the records. */
  private static void loadNative() {
    try {
      Decompression.load();
    } catch (LinkageError e) {
      LOG.warn(
          "The library for zstd cannot be loaded, so that layers compressed by it will fail: {}."
              + " Is the temporary folder full, read-only or noexec? Change that, and start again",
          e.toString());
    }
  }

  /** What the kernel calls a folder: only that is found in its table of mounts. */
  static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "resolving " + root + " failed: " + e, e);
    }
  }

  /** The snapshot service. */
  public Snapshots snapshots() {
    return snapshots.snapshots();
  }

  /** The image service. */
  public Images images() {
    return images;
  }

  /** The images in registries. */
  public Registries registries() {
    return registries;
  }

  /** Makes images, and writes them out. */
  public ImageBuilder builder() {
    return builder;
  }

  /** Size, garbage and health of the whole. */
  public Storage storage() {
    return storage;
  }

  /** What garbage collection did since the start. */
  public MetricSource metrics() {
    return storage.counts();
  }

  /** From now on garbage collection follows another policy. */
  public void collectBy(GcPolicy policy, Duration interval) {
    storage.collectBy(policy, interval);
  }

  /** Checks what the store keeps on disk. */
  public IntegrityCheck integrity() {
    return integrity;
  }

  /** The snapshot drivers that are there. */
  public List<DriverInfo> drivers() {
    return drivers.list();
  }

  /** Says which drivers work on this host. */
  public HostCheck check() {
    return check;
  }

  /** The table that the drivers are in. */
  public DriverTable<SnapshotDriver> driverTable() {
    return drivers;
  }

  /** A driver has come that needs no self-check. */
  public void addDriver(SnapshotDriver driver, String version) {
    DriverInfo info = info(driver, version);
    drivers.add(info, driver);
  }

  /**
   * A driver has come; it checks itself, by another thread.
   *
   * @param source where it is from, as in {@link io.carob.api.driver.DriverStatus#source()}
   */
  public void addDriver(SnapshotDriver driver, String version, String source) {
    DriverInfo info;
    try {
      info = info(driver, version);
    } catch (RuntimeException | LinkageError e) {
      String name = driver.getClass().getName();
      DriverInfo unknown = new DriverInfo("snapshotter", name, version, List.of());
      drivers.refuse(unknown, driver, source, "it does not say what it is: " + e);
      return;
    }
    drivers.add(info, driver, source, snapshots::check);
  }

  private static DriverInfo info(SnapshotDriver driver, String version) {
    String name = driver.name();
    SnapshotStore.checkDriverName(name);
    List<String> capabilities =
        driver.capabilities().stream()
            .map(SnapshotCapability::name)
            .map(word -> word.toLowerCase(Locale.ROOT))
            .sorted()
            .toList();
    return new DriverInfo("snapshotter", name, version, capabilities);
  }

  /** A driver goes; returns when its running calls have ended, or the time for that is over. */
  public void removeDriver(SnapshotDriver driver) {
    drivers.remove(driver);
  }

  /** The snapshots that only the driver of that name can work on. */
  List<DriverUses.Use> uses(String driver) {
    return meta.state().snapshots().stream()
        .filter(row -> row.id().driver().equals(driver))
        .map(row -> new DriverUses.Use("snapshot", row.id().key().value()))
        .toList();
  }

  /** The names of the drivers that only can work on what is there. */
  Set<String> neededDrivers() {
    return meta.state().snapshots().stream()
        .map(row -> row.id().driver())
        .collect(Collectors.toSet());
  }

  /** Waits until what was unpacked is on the disk and measured there; for tests. */
  void awaitSynced() throws InterruptedException {
    snapshots.awaitSynced();
  }

  /** Waits until everything in the trash is deleted; for tests. */
  void awaitTrash() throws InterruptedException {
    snapshots.awaitTrash();
  }

  /** Records a use of an image as of now; for tests. */
  void touch(String image) {
    meta.write(
        (state, edits) -> {
          edits.accept(new Edit.PutUse(state.use(images.find(image).id()).usedAt(meta.now())));
          return image;
        });
  }

  /** Ends what runs, and gives the root back. */
  @Override
  public void close() {
    try (lock;
        meta;
        snapshots;
        storage;
        registries) {
      LOG.debug("closing the image store"); // each is closed whatever the others meet, last first
    }
  }
}
