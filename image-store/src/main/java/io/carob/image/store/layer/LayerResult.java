package io.carob.image.store.layer;

import io.carob.api.DiffId;

/**
 * What unpacking a layer found.
 *
 * @param diffId the verified digest of the uncompressed stream
 * @param bytes length of the uncompressed stream
 * @param entries entries of the tar; 0 when a driver took the stream itself
 * @param bringsRoot whether the layer itself says what its root folder is like
 */
public record LayerResult(DiffId diffId, long bytes, long entries, boolean bringsRoot) {}
