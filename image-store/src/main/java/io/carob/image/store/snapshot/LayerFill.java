package io.carob.image.store.snapshot;

import io.carob.api.snapshot.LayerTarget;

/** Brings a layer's content, verified, to where the driver wants it. */
@FunctionalInterface
public interface LayerFill {

  /**
   * Fills the target completely, or raises a {@link io.carob.api.CarobException}; the layer is then
   * discarded.
   */
  void fill(LayerTarget target);
}
