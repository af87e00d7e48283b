package io.carob.image.store.images;

import io.carob.api.Digest;
import io.carob.image.store.meta.ImageRow;

/** Hears of images while they are brought in. */
public interface Coming {

  /** What an image is, before its layers come. */
  void expect(ImageRow image);

  /** A layer's blob is here, or begins to come and can be followed. From any thread. */
  void comes(Digest layer);
}
