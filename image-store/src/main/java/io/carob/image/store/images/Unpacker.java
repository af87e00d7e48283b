package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.Holds;
import io.carob.image.store.snapshot.LayerFill;
import io.carob.image.store.snapshot.LayerSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Makes an image's layers committed snapshots of a driver. */
final class Unpacker {

  private final MetaStore meta;
  private final LayerSnapshots layers;
  private final Content content;
  private final ContentGate gate;
  private final Map<Digest, Integer> running = new HashMap<>();

  Unpacker(MetaStore meta, LayerSnapshots layers, Content content, ContentGate gate) {
    this.meta = meta;
    this.layers = layers;
    this.content = content;
    this.gate = gate;
  }

  /** Whether the image is being unpacked; asked on the meta writer's thread. */
  synchronized boolean isRunning(Digest image) {
    return running.containsKey(image);
  }

  Optional<SnapshotKey> unpack(Digest id, String driver, ImportProgress progress) {
    ImageRow image = image(id, meta.state().image(id));
    List<ChainId> chains = image.layers().stream().map(LayerInfo::chainId).toList();
    if (!isThere(driver, chains)) {
      enter(id);
      Holds.Held held = layers.hold(driver, chains);
      List<CompletableFuture<SnapshotRow>> all = new ArrayList<>();
      try {
        // Read behind every removal that was on its way when the image was entered above.
        ImageRow still = meta.write((state, edits) -> image(id, state.image(id)));
        begin(still, driver, progress, all);
      } finally {
        // Also when the caller goes away, what was begun keeps what it needs until it has ended.
        CompletableFuture<Void> unused =
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .whenComplete(
                    (nothing, failure) -> {
                      held.close();
                      leave(id);
                    });
      }
      await(all);
    }
    return chains.isEmpty()
        ? Optional.empty()
        : Optional.of(SnapshotKey.of(chains.get(chains.size() - 1)));
  }

  private boolean isThere(String driver, List<ChainId> chains) {
    return chains.stream()
        .allMatch(chain -> meta.state().snapshot(LayerSnapshots.id(driver, chain)).isPresent());
  }

  private void begin(
      ImageRow image,
      String driver,
      ImportProgress progress,
      List<CompletableFuture<SnapshotRow>> all) {
    boolean parallel = layers.parallel(driver);
    Optional<ChainId> below = Optional.empty();
    for (LayerInfo layer : image.layers()) {
      try {
        all.add(
            layers.ensure(
                driver, layer.chainId(), below, parallel, new Fill(content, layer, progress)));
      } catch (CarobException e) {
        all.add(CompletableFuture.failedFuture(e));
        return; // when a layer below has failed meanwhile, that is reported, not this
      }
      below = Optional.of(layer.chainId());
    }
  }

  /** Waits for all, and raises the failure of the lowest layer that failed. */
  private static void await(List<CompletableFuture<SnapshotRow>> all) {
    CarobException first = null;
    for (CompletableFuture<SnapshotRow> one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        if (first == null) {
          first = failure(e.getCause() == null ? e : e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CarobException(
            ErrorCode.UNAVAILABLE, "interrupted while an image is unpacked; it goes on", e);
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** The failure may be raised to several callers: each gets an exception of its own. */
  private static CarobException failure(Throwable cause) {
    return new CarobException(
        cause instanceof CarobException known ? known.code() : ErrorCode.INTERNAL,
        String.valueOf(cause.getMessage()),
        cause);
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

  private record Fill(Content content, LayerInfo layer, ImportProgress progress)
      implements LayerFill {

    @Override
    public void fill(LayerTarget target, Runnable below) {
      content.unpack(layer, target, below, progress);
    }

    @Override
    public long size() {
      return layer.size();
    }
  }
}
