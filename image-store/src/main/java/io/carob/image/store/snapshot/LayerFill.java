package io.carob.image.store.snapshot;

import io.carob.api.Digest;
import io.carob.api.snapshot.LayerTarget;
import java.util.Optional;

/** Brings a layer's content, verified, to where the driver wants it. */
@FunctionalInterface
public interface LayerFill {

  /**
   * Fills the target completely, or raises a {@link io.carob.api.CarobException}; the layer is then
   * discarded.
   *
   * @param below to be called before the layers below are looked at. It may raise an exception of
   *     its own, to be let through: then the target is filled anew when they are committed
   */
  void fill(LayerTarget target, Runnable below);

  /** The blob that it reads, if it is known and all of it is here. */
  default Optional<Digest> whole() {
    return Optional.empty();
  }

  /** How large the work is, in bytes, compared to others; layers that wait go by it. */
  default long size() {
    return 0;
  }
}
