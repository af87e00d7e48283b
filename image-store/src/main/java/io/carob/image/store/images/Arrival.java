package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.LayerInfo;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import io.carob.image.store.snapshot.LayerSnapshots;
import io.carob.image.store.snapshot.SnapshotStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images on their way in: what has come of their layers is unpacked already. It is closed when the
 * images are recorded, or never will be; then nothing of them stays.
 */
public final class Arrival implements Coming, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

  private final Unpacker unpacker;
  private final SnapshotStore snapshots;
  private final Optional<String> driver;
  private final Map<Digest, CompletableFuture<Digest>> begun = new ConcurrentHashMap<>();
  private final List<Followed> followed = new ArrayList<>();
  private boolean recorded;

  Arrival(Unpacker unpacker, SnapshotStore snapshots, Optional<String> driver) {
    this.unpacker = unpacker;
    this.snapshots = snapshots;
    this.driver = driver;
  }

  /** An image whose unpacking has begun. */
  private record Followed(ImageRow image, UnpackRun run) {}

  @Override
  public void expect(ImageRow found) {
    if (driver.isEmpty() || !snapshots.layers().isThere(driver.get())) {
      return;
    }
    try {
      followed.add(new Followed(found, unpacker.follow(found, driver.get(), this::begun)));
    } catch (CarobException e) {
      LOG.debug("{} is not unpacked while it comes", found.id(), e); // unpacking it says why
    }
  }

  /** The images are recorded: their layers stay. */
  void recorded() {
    recorded = true;
  }

  private CompletableFuture<Digest> begun(Digest blob) {
    return begun.computeIfAbsent(blob, digest -> new CompletableFuture<>());
  }

  @Override
  public void comes(Digest blob) {
    begun(blob).complete(blob);
  }

  /**
   * Ends the unpacking of the images, whose blobs are all here.
   *
   * @throws CarobException {@code DATA_LOSS} or {@code INVALID_ARGUMENT} when a layer is not what
   *     it must be; what this node cannot do for now is not raised
   */
  void finish() {
    // All blobs are here; one that came as a document as well did not come as a layer.
    begun.forEach((blob, one) -> one.complete(blob));
    followed.forEach(this::finish);
  }

  private void finish(Followed one) {
    try {
      unpacker.finish(one.run, one.image);
    } catch (CarobException e) {
      if (e.code() == ErrorCode.DATA_LOSS
          || e.code() == ErrorCode.INVALID_ARGUMENT
          || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.info("{} is here, but was not unpacked as it came: {}", one.image.id(), e.getMessage());
    }
  }

  /** Ends what is under way, and takes layers away that no image has. */
  @Override
  public void close() {
    if (followed.isEmpty()) {
      return;
    }
    CarobException broken =
        new CarobException(ErrorCode.UNAVAILABLE, "bringing the image in was broken off");
    begun.values().forEach(one -> one.completeExceptionally(broken));
    boolean interrupted = Thread.interrupted(); // it waits for what ends by itself now
    try {
      followed.forEach(one -> one.run.giveUp());
    } finally {
      followed.forEach(one -> one.run.end());
      if (!recorded) {
        followed.forEach(one -> dropOrphans(one.image));
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void dropOrphans(ImageRow expected) {
    String name = driver.orElseThrow();
    Set<SnapshotId> ids = new HashSet<>();
    expected.layers().forEach(layer -> ids.add(LayerSnapshots.id(name, layer.chainId())));
    try {
      boolean unused =
          snapshots.drop(
              ids,
              (state, edits) -> {
                List<SnapshotRow> going = orphans(state, expected);
                going.forEach(row -> edits.accept(new Edit.DropSnapshot(row.id())));
                return Optional.of(going);
              });
    } catch (CarobException e) {
      LOG.warn("layers that no image has stay until garbage is collected", e);
    }
  }

  /** Asked while the change is recorded: whoever relies on a layer holds it by then. */
  private List<SnapshotRow> orphans(State state, ImageRow expected) {
    List<SnapshotRow> going = new ArrayList<>();
    Set<SnapshotId> gone = new HashSet<>();
    List<LayerInfo> layers = expected.layers();
    for (int i = layers.size() - 1; i >= 0; i--) { // those on top first
      LayerInfo layer = layers.get(i);
      SnapshotId id = LayerSnapshots.id(driver.orElseThrow(), layer.chainId());
      boolean needed =
          snapshots.layers().isHeld(id)
              || state.images().stream()
                  .anyMatch(
                      one ->
                          one.layers().stream()
                              .anyMatch(other -> other.chainId().equals(layer.chainId())))
              || state.children(id).stream().anyMatch(child -> !gone.contains(child.id()));
      if (state.snapshot(id).isPresent() && !needed) {
        going.add(state.snapshot(id).orElseThrow());
        gone.add(id);
      }
    }
    return going;
  }
}
