package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.Change;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot half of the image store: recovered when it is made, stopped in order. */
public final class SnapshotStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);

  /** Most layers that are unpacked while they come: most of the time they wait for the network. */
  static final int MOST_ARRIVALS = 4;

  private final Drivers drivers;
  private final Trash trash;
  private final GraphParts parts;
  private final Clearings clearings;
  private final Snapshots snapshots;
  private final LayerSnapshots layers;
  private final Recovered recovered;
  private final SnapshotCare care;
  private final ReentrantReadWriteLock checks = new ReentrantReadWriteLock();
  private volatile boolean closing;
  private final ExecutorService pool =
      UnpackPool.make("carob-unpack-", Runtime.getRuntime().availableProcessors());
  private final ExecutorService arrivals = UnpackPool.make("carob-arrival-", MOST_ARRIVALS);

  /**
   * Brings rows and places together and begins to serve. No driver needs to be there.
   *
   * @param root the node's durable folder
   * @param meta the open record
   * @param table the drivers, as they come and go
   * @param host the host
   * @param faults for crash tests
   */
  public SnapshotStore(
      Path root, MetaStore meta, DriverTable<SnapshotDriver> table, Host host, Faults faults) {
    Places places = new Places(root, faults);
    trash = new Trash(root, host, faults);
    PlaceLocks placeLocks = new PlaceLocks(table::limit);
    LayerMounts layerMounts = new LayerMounts(places, host, placeLocks);
    drivers = new Drivers(table, trash, layerMounts);
    SizeLimits limits = new SizeLimits(places, host, trash, placeLocks, faults);
    parts =
        new GraphParts(
            meta,
            places,
            drivers,
            new Garbage(places, trash, drivers, limits, layerMounts, faults),
            new KeyLocks(drivers.limit(), drivers::doing),
            new Holds(),
            new SyncPass(places.folder(), host, meta, this::measureIfThere, faults),
            limits,
            layerMounts,
            placeLocks,
            faults);
    snapshots = new SnapshotGraph(parts);
    layers = new LayerSnapshots(parts, pool, arrivals, host.bootId());
    care = new SnapshotCare(parts, host.bootId(), meta.peekNextPlace());
    Recovery recovery = new Recovery(parts, host.bootId());
    recovery.run();
    recovered = recovery.recovered(trash.continueEarlier());
    parts.sync().request();
    clearings = new Clearings(parts.garbage());
    table.listen(clearings);
  }

  /** What was brought in order when this was made. */
  public Recovered recovered() {
    return recovered;
  }

  /** The service. */
  public Snapshots snapshots() {
    return snapshots;
  }

  /** Layers as snapshots. */
  public LayerSnapshots layers() {
    return layers;
  }

  /** For crash tests. */
  public Faults faults() {
    return parts.faults();
  }

  /** What active snapshots changed. */
  public SnapshotChanges changes() {
    return new SnapshotChanges(parts);
  }

  /** What checks and mends snapshots. */
  public SnapshotCare care() {
    return care;
  }

  private Optional<Usage> measureIfThere(SnapshotRow row) {
    if (!drivers.isThere(row.id().driver())) {
      return Optional.empty();
    }
    try {
      return Optional.of(parts.measure(row.id()));
    } catch (CarobException e) {
      LOG.debug("{} was not measured again", row.id(), e); // gone since, or its driver is
      return Optional.empty();
    }
  }

  /** The drivers that are there. */
  public List<DriverInfo> drivers() {
    return drivers.list();
  }

  /**
   * A driver's name becomes part of paths.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it cannot
   */
  public static void checkDriverName(String name) {
    Places.checkDriver(name);
  }

  /**
   * Has a driver that came check itself, in a folder that goes afterwards.
   *
   * @throws CarobException what it raised; {@code UNAVAILABLE} when the store is being closed
   */
  public void check(SnapshotDriver driver) {
    if (closing || !checks.readLock().tryLock()) {
      throw new CarobException(ErrorCode.UNAVAILABLE, "the store is being closed");
    }
    try {
      Path scratch = trash.scratch();
      try {
        driver.selfCheck(scratch);
      } finally {
        trash.deleteScratch(scratch);
      }
    } finally {
      checks.readLock().unlock();
    }
  }

  /** Self-checks may have something mounted: they end before the store does. */
  private void endChecks() {
    closing = true;
    try {
      if (!checks.writeLock().tryLock(DriverTable.CHECK_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("the self-check of a driver has not ended; the next start clears after it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs a change that drops rows of snapshots, and clears their places after it.
   *
   * @param ids the snapshots that may be dropped; nobody works with them meanwhile
   * @param change answers the dropped rows, or empty when it must be tried with other names
   * @return whether the change was made
   */
  public boolean drop(Collection<SnapshotId> ids, Change<Optional<List<SnapshotRow>>> change) {
    return parts
        .locks()
        .with(
            ids,
            List.of(),
            () -> {
              Optional<List<SnapshotRow>> dropped = parts.meta().write(change);
              parts.faults().at("drop.rows");
              dropped.orElse(List.of()).forEach(parts.garbage()::clear);
              return dropped.isPresent();
            });
  }

  /** Waits until the layers recorded so far are known to be on the disk. */
  public void awaitSynced() throws InterruptedException {
    parts.sync().await();
  }

  /** Waits until everything in the trash is deleted. */
  public void awaitTrash() throws InterruptedException {
    clearings.await();
    trash.await();
  }

  /** The same without what drivers clear. */
  void awaitDeleted() throws InterruptedException {
    trash.await();
  }

  /** Ends what runs; the record must be closed after this. */
  @Override
  public void close() {
    endChecks();
    close(arrivals); // they go on in the other
    close(pool);
    parts.sync().close();
    clearings.close();
    new BegunCommits(parts).settle();
    parts.layers().hide();
    parts.limits().hide(parts.meta().state().snapshots());
    trash.close();
  }

  private static void close(ExecutorService pool) {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(5, TimeUnit.MINUTES)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
