package io.carob.api.image;

import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import java.util.Objects;

/**
 * One layer of an image on this node.
 *
 * @param diffId digest of the uncompressed tar stream
 * @param chainId identity of this layer on top of those below it
 * @param blob digest of the blob as it came, usually compressed
 * @param mediaType the blob's media type
 * @param size the blob's size in bytes
 */
public record LayerInfo(DiffId diffId, ChainId chainId, Digest blob, String mediaType, long size) {

  /** Checks that all parts are there. */
  public LayerInfo {
    Objects.requireNonNull(diffId);
    Objects.requireNonNull(chainId);
    Objects.requireNonNull(blob);
    Objects.requireNonNull(mediaType);
  }
}
