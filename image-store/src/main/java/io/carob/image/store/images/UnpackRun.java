package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.ArrivalException;
import io.carob.image.store.snapshot.Holds;
import io.carob.image.store.snapshot.LayerFill;
import io.carob.image.store.snapshot.LayerSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One caller's unpacking of one image's layers. Some of them others may have begun; what those do
 * not end, this begins again. Used by one thread.
 */
final class UnpackRun {

  /** How often others may fail before their failure is ours too. */
  private static final int MOST_TRIES = 10;

  private final LayerSnapshots layers;
  private final String driver;
  private final Holds.Held held;
  private final List<LayerSnapshots.Asked> own = new ArrayList<>();
  private final List<Runnable> after = new ArrayList<>();

  UnpackRun(LayerSnapshots layers, String driver, Holds.Held held, Runnable leave) {
    this.layers = layers;
    this.driver = driver;
    this.held = held;
    after.add(leave);
  }

  void atEnd(Runnable work) {
    after.add(work);
  }

  /**
   * Makes sure of all layers, whose blobs are here.
   *
   * @param whole says of a blob whether all of it is here
   * @throws CarobException the failure of the lowest layer that failed
   */
  void ensure(ImageRow image, Predicate<Digest> whole, Fill fill) {
    boolean parallel = layers.parallel(driver);
    for (int tries = 1; ; tries++) {
      List<CompletableFuture<SnapshotRow>> mine =
          each(
              image,
              (layer, below) ->
                  layers.ensure(
                      driver, layer.chainId(), below, parallel, new LayerWork(layer, fill, whole)));
      Optional<CarobException> failure = failure(mine);
      if (failure.isEmpty()) {
        return;
      }
      Throwable cause = failure.get().getCause();
      boolean arrival = cause != null && ArrivalException.is(cause);
      if (!arrival || tries == MOST_TRIES) {
        throw failure.get();
      }
    }
  }

  /**
   * Begins with layers whose blobs come later; their failures are of no account.
   *
   * @param begun ends when a blob begins to come
   * @param whole says of a blob whether all of it is here
   */
  void follow(
      ImageRow image,
      Function<Digest, CompletableFuture<?>> begun,
      Predicate<Digest> whole,
      Fill fill) {
    boolean parallel = layers.parallel(driver);
    List<CompletableFuture<SnapshotRow>> unused =
        each(
            image,
            (layer, below) ->
                layers.follow(
                    driver,
                    layer.chainId(),
                    below,
                    parallel,
                    begun.apply(layer.blob()),
                    new LayerWork(layer, fill, whole)));
  }

  /** Brings a layer; as {@link io.carob.image.store.snapshot.LayerFill}. */
  interface Fill {
    void fill(LayerInfo layer, LayerTarget target, Runnable below);
  }

  private record LayerWork(LayerInfo layer, Fill work, Predicate<Digest> isWhole)
      implements LayerFill {

    @Override
    public void fill(LayerTarget target, Runnable below) {
      work.fill(layer, target, below);
    }

    @Override
    public Optional<Digest> whole() {
      return Optional.of(layer.blob()).filter(isWhole);
    }

    @Override
    public long size() {
      return layer.size();
    }
  }

  private interface Ask {
    LayerSnapshots.Asked of(LayerInfo layer, Optional<ChainId> below);
  }

  private List<CompletableFuture<SnapshotRow>> each(ImageRow image, Ask ask) {
    List<CompletableFuture<SnapshotRow>> mine = new ArrayList<>();
    Optional<ChainId> below = Optional.empty();
    for (LayerInfo layer : image.layers()) {
      try {
        LayerSnapshots.Asked asked = ask.of(layer, below);
        mine.add(asked.ended());
        if (asked.isOwn()) {
          own.add(asked);
        }
      } catch (CarobException e) {
        mine.add(CompletableFuture.failedFuture(e));
        break; // when a layer below has failed meanwhile, that is reported, not this
      }
      below = Optional.of(layer.chainId());
    }
    return mine;
  }

  /** Waits for what it has begun, however it ends; what came and is not recorded yet is not. */
  void giveUp() {
    own.forEach(asked -> asked.giveUp().run());
    Optional<CarobException> unused =
        failure(own.stream().map(LayerSnapshots.Asked::ended).toList());
  }

  /**
   * Gives back what the run needs, as soon as nothing that it has begun is under way any more. What
   * others have begun they hold themselves.
   */
  void end() {
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(
                own.stream().map(LayerSnapshots.Asked::ended).toArray(CompletableFuture[]::new))
            .whenComplete(
                (nothing, failure) -> {
                  held.close();
                  after.forEach(Runnable::run);
                });
  }

  /** Waits for all; the failure of the lowest layer that failed. */
  private static Optional<CarobException> failure(List<CompletableFuture<SnapshotRow>> mine) {
    Optional<CarobException> first = Optional.empty();
    for (CompletableFuture<SnapshotRow> one : mine) {
      try {
        one.get();
      } catch (ExecutionException e) {
        if (first.isEmpty()) {
          first = Optional.of(failure(e.getCause() == null ? e : e.getCause()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CarobException(
            ErrorCode.UNAVAILABLE, "interrupted while an image is unpacked; it goes on", e);
      }
    }
    return first;
  }

  /** The failure may be raised to several callers: each gets an exception of its own. */
  private static CarobException failure(Throwable cause) {
    return new CarobException(
        cause instanceof CarobException known ? known.code() : ErrorCode.INTERNAL,
        String.valueOf(cause.getMessage()),
        cause);
  }
}
