package io.carob.image.store.images;

import io.carob.api.Digest;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.layer.LayerUnpacker;
import io.carob.image.store.snapshot.LayerFill;
import java.util.Optional;
import java.util.function.Predicate;

/** Fills a place with a layer of an image. */
public final class LayerWork implements LayerFill {

  /** Brings a layer's content; as {@link Content#unpack}. */
  @FunctionalInterface
  public interface Fill {

    /** Answers whether the layer itself says what its root folder is like. */
    boolean fill(LayerInfo layer, LayerTarget target, Runnable below);
  }

  private final LayerInfo layer;
  private final Fill fill;
  private final Predicate<Digest> whole;
  private volatile boolean bringsRoot;

  /**
   * Makes one.
   *
   * @param whole says of a blob whether all of it is here
   */
  public LayerWork(LayerInfo layer, Fill fill, Predicate<Digest> whole) {
    this.layer = layer;
    this.fill = fill;
    this.whole = whole;
  }

  @Override
  public void fill(LayerTarget target, Runnable below) {
    bringsRoot = fill.fill(layer, target, below);
  }

  @Override
  public void settle(LayerTarget target) {
    if (!bringsRoot) {
      LayerUnpacker.inheritRoot(target);
    }
  }

  @Override
  public Optional<Digest> whole() {
    return Optional.of(layer.blob()).filter(whole);
  }

  @Override
  public long size() {
    return layer.size();
  }
}
