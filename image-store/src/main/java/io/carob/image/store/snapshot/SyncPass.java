package io.carob.image.store.snapshot;

import io.carob.api.Usage;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.CommitMark;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SharedSync;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings snapshots' files to the disk: at once for content that nothing could make again, in the
 * background for layers. Callers that come together share one sync.
 */
final class SyncPass implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SyncPass.class);

  private final Path folder;
  private final Host host;
  private final MetaStore meta;
  private final Faults faults;
  private final Function<SnapshotRow, Optional<Usage>> measure;
  private final SharedSync shared = new SharedSync(this::sync);
  private final AtomicBoolean requested = new AtomicBoolean();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "carob-sync");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Makes a pass over one file system.
   *
   * @param measure says what a snapshot takes now, if its driver is there. How many blocks files
   *     take is only known once they are on the disk
   */
  SyncPass(
      Path folder,
      Host host,
      MetaStore meta,
      Function<SnapshotRow, Optional<Usage>> measure,
      Faults faults) {
    this.faults = faults;
    this.measure = measure;
    this.folder = folder;
    this.host = host;
    this.meta = meta;
  }

  /**
   * Writes out what a place holds, to be sealed; empty when {@link #now} is the way.
   *
   * @param place nobody changes it meanwhile
   */
  Optional<Host.Sealing> writeOut(Path place) {
    fault(place);
    return host.writeOut(place);
  }

  /** Brings what was written out to the disk, with the mark last. */
  void seal(Path place, Host.Sealing sealing, CommitMark mark) {
    try {
      faults.call("commit.seal");
    } catch (IOException e) {
      throw Places.failed("syncing", place, e);
    }
    sealing.seal(mark.value());
  }

  /** Whether the commit of a row ended: the mark came to its place last. */
  boolean isSealed(SnapshotRow row, Path place) {
    return row.commitMark().isEmpty()
        || host.seal(place).equals(row.commitMark().map(CommitMark::value));
  }

  /** Returns when a sync of everything that began after this call has ended. */
  void now() {
    shared.now();
  }

  private void sync() {
    fault(folder);
    host.sync(folder);
  }

  private void fault(Path path) {
    try {
      faults.call("sync");
    } catch (IOException e) {
      throw Places.failed("syncing", path, e);
    }
  }

  /** Syncs in the background, and records which layers are then safe. */
  void request() {
    if (requested.compareAndSet(false, true)) {
      worker.execute(this::pass);
    }
  }

  /** Waits until a pass over all that is recorded now has ended. */
  void await() throws InterruptedException {
    try {
      worker.submit(this::pass).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pass() {
    requested.set(false);
    List<SnapshotRow> unsynced =
        meta.state().snapshots().stream().filter(row -> row.unsyncedBoot().isPresent()).toList();
    if (unsynced.isEmpty()) {
      return;
    }
    try {
      now();
      Map<SnapshotId, Optional<Usage>> sizes = new HashMap<>();
      unsynced.forEach(row -> sizes.put(row.id(), measure.apply(row)));
      meta.write(
          (state, edits) -> {
            unsynced.stream()
                .filter(row -> isStill(state, row))
                .forEach(row -> edits.accept(new PutSnapshot(row.synced(measured(sizes, row)))));
            return unsynced;
          });
      faults.at("sync.rows");
    } catch (RuntimeException e) {
      LOG.warn("layers are not yet known to be on the disk; trying again later", e);
    }
  }

  private static Optional<Usage> measured(Map<SnapshotId, Optional<Usage>> sizes, SnapshotRow row) {
    return sizes.getOrDefault(row.id(), Optional.empty());
  }

  private static boolean isStill(State state, SnapshotRow row) {
    return state.snapshot(row.id()).filter(row::equals).isPresent();
  }

  /** Ends after the pass that runs; what is not synced then is synced after the next start. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("the last sync of layers still runs after a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
