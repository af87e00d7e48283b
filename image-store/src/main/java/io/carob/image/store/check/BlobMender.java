package io.carob.image.store.check;

import io.carob.api.Digest;
import io.carob.image.store.meta.ImageRow;

/** Brings a blob anew from where the image came from, such as a registry. */
@FunctionalInterface
public interface BlobMender {

  /** Knows no other place. */
  BlobMender NONE = (image, blob) -> false;

  /**
   * Brings the blob, verified.
   *
   * @return whether it is there now; false when there is no place to bring it from
   */
  boolean bring(ImageRow image, Digest blob);
}
