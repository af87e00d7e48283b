package io.carob.image.store.build;

import io.carob.api.DiffId;
import io.carob.api.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * A layer that an image gets.
 *
 * @param diffId digest of its tar
 * @param blob digest of its blob, which is stored
 * @param size size of the blob in bytes
 * @param mediaType type of the blob
 * @param newest latest time of change in it
 */
record NewLayer(
    DiffId diffId, Digest blob, long size, String mediaType, Optional<Instant> newest) {}
