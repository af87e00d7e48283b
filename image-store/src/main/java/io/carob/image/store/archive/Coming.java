package io.carob.image.store.archive;

import io.carob.api.Digest;

/** Hears of images while they are brought in. */
public interface Coming {

  /** Hears nothing. */
  Coming NONE =
      new Coming() {
        @Override
        public void found(ArchiveImage image) {}

        @Override
        public void comes(Digest layer) {}
      };

  /**
   * What an image is, before its layers come. Not told of an image whose layers are not known
   * before they are read.
   */
  void found(ArchiveImage image);

  /** A layer's blob is here, or begins to come and can be followed. From any thread. */
  void comes(Digest layer);
}
