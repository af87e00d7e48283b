package io.carob.image.store.archive;

import io.carob.api.DiffId;
import io.carob.api.Digest;

/**
 * One layer of an imported image.
 *
 * @param digest digest of the blob as stored
 * @param mediaType the blob's media type
 * @param size the blob's size in bytes
 * @param diffId digest of the uncompressed stream, as the configuration claims; unpacking verifies
 *     it
 */
public record LayerBlob(Digest digest, String mediaType, long size, DiffId diffId) {}
