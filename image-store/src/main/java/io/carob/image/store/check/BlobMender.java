package io.carob.image.store.check;

import io.carob.api.Digest;
import io.carob.image.store.meta.ImageRow;
import java.util.Optional;

/** Brings a blob anew from where the image came from, such as a registry. */
@FunctionalInterface
public interface BlobMender {

  /** Knows no other place. */
  BlobMender NONE = (image, blob) -> Optional.of("no place is known to bring it from");

  /**
   * Brings the blob, verified, in place of what is left of it. Nothing is swept away meanwhile.
   *
   * @return empty when it is there now; otherwise why not
   */
  Optional<String> bring(ImageRow image, Digest blob);
}
