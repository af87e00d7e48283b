package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.snapshot.LayerSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Makes an image's layers committed snapshots of a driver. */
final class Unpacker {

  private final MetaStore meta;
  private final LayerSnapshots layers;
  private final Content content;
  private final ContentGate gate;
  private final Map<Digest, Integer> running = new HashMap<>();
  private final Map<SnapshotId, Integer> arriving = new HashMap<>();

  Unpacker(MetaStore meta, LayerSnapshots layers, Content content, ContentGate gate) {
    this.meta = meta;
    this.layers = layers;
    this.content = content;
    this.gate = gate;
  }

  /** Whether the image is being unpacked; asked while a change is recorded. */
  synchronized boolean isRunning(Digest image) {
    return running.containsKey(image);
  }

  Optional<SnapshotKey> unpack(Digest id, String driver, ImportProgress progress) {
    ImageRow image = image(id, meta.state().image(id));
    List<ChainId> chains = image.layers().stream().map(LayerInfo::chainId).toList();
    if (!isThere(driver, chains)) {
      UnpackRun run = begin(id, driver, chains);
      try {
        // Read behind every removal that was on its way when the image was entered above.
        ImageRow still = meta.write((state, edits) -> image(id, state.image(id)));
        run.ensure(
            still,
            content::has,
            (layer, target, below) -> content.unpack(layer, target, below, progress));
      } finally {
        run.end(); // what was begun keeps what it needs, also when the caller goes away
      }
    }
    return chains.isEmpty()
        ? Optional.empty()
        : Optional.of(SnapshotKey.of(chains.get(chains.size() - 1)));
  }

  /** A run over the layers of an image; until it ends nothing goes that it needs. */
  private UnpackRun begin(Digest image, String driver, List<ChainId> chains) {
    enter(image);
    return new UnpackRun(layers, driver, layers.hold(driver, chains), () -> leave(image));
  }

  /** Begins to unpack an image that is not recorded yet, and whose blobs still come. */
  UnpackRun follow(ImageRow image, String driver, Function<Digest, CompletableFuture<?>> begun) {
    List<ChainId> chains = image.layers().stream().map(LayerInfo::chainId).toList();
    arriving(driver, chains, 1);
    UnpackRun run = begin(image.id(), driver, chains);
    run.atEnd(() -> arriving(driver, chains, -1));
    try {
      ImageRow seen = meta.write((state, edits) -> image); // behind every removal on its way
      run.follow(seen, begun, content::has, content::follow);
    } catch (RuntimeException e) {
      run.end();
      throw e;
    }
    return run;
  }

  /** Makes sure of the layers of an image whose blobs have come. */
  void finish(UnpackRun run, ImageRow image) {
    run.ensure(
        image,
        content::has,
        (layer, target, below) -> content.unpack(layer, target, below, ImportProgress.NONE));
  }

  private synchronized void arriving(String driver, List<ChainId> chains, int step) {
    for (ChainId chain : chains) {
      arriving.merge(LayerSnapshots.id(driver, chain), step, Integer::sum);
      arriving.remove(LayerSnapshots.id(driver, chain), 0);
    }
  }

  /** Whether an image that is not recorded yet relies on a layer. */
  synchronized boolean isArriving(SnapshotId layer) {
    return arriving.containsKey(layer);
  }

  private boolean isThere(String driver, List<ChainId> chains) {
    return chains.stream()
        .allMatch(chain -> meta.state().snapshot(LayerSnapshots.id(driver, chain)).isPresent());
  }

  private static ImageRow image(Digest id, Optional<ImageRow> row) {
    return row.orElseThrow(
        () -> new CarobException(ErrorCode.NOT_FOUND, "there is no image " + id + " on this node"));
  }

  private void enter(Digest image) {
    gate.enter();
    synchronized (this) {
      running.merge(image, 1, Integer::sum);
    }
  }

  private void leave(Digest image) {
    synchronized (this) {
      running.computeIfPresent(image, (id, count) -> count == 1 ? null : count - 1);
    }
    gate.leave();
  }
}
