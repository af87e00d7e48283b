package io.carob.image.store.snapshot;

import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.MetaStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A snapshot store on a folder, with its record. */
final class Rig implements AutoCloseable {

  static final String BOOT = "boot-1";

  final MetaStore meta;
  final DriverTable<SnapshotDriver> table =
      new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofSeconds(30));
  final PlainHost host;
  final SnapshotStore store;

  Rig(Path root, String boot, FolderDriver... drivers) {
    this(root, new PlainHost(boot), Faults.NONE, drivers);
  }

  Rig(Path root, PlainHost host, Faults faults, FolderDriver... drivers) {
    this.host = host;
    meta = MetaStore.open(root.resolve("meta.db"));
    for (FolderDriver driver : drivers) {
      table.add(driver.info(), driver);
    }
    store = new SnapshotStore(root, meta, table, host, faults);
  }

  Snapshots snapshots() {
    return store.snapshots();
  }

  void prepare(String driver, String key, String... parent) {
    snapshots().prepare(driver, key(key), parent(parent), Map.of());
  }

  void commit(String driver, String active, String committed) {
    snapshots().commit(driver, key(active), key(committed));
  }

  void remove(String driver, String key) {
    snapshots().remove(driver, key(key));
  }

  static SnapshotKey key(String name) {
    return new SnapshotKey(name);
  }

  static Optional<SnapshotKey> parent(String... names) {
    return names.length == 0 ? Optional.empty() : Optional.of(key(names[0]));
  }

  @Override
  public void close() {
    store.close();
    meta.close();
  }
}
