package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Brings a layer's blob, hostile input, into a target in one pass. */
public final class LayerUnpacker {

  private final UnpackLimits limits;

  /** Makes an unpacker with the given bounds. */
  public LayerUnpacker(UnpackLimits limits) {
    this.limits = limits;
  }

  /**
   * Decompresses, verifies and writes a layer.
   *
   * @param blob the blob, gzip, zstd or plain; read to its end, not closed
   * @param mediaType the blob's media type, for messages; the content decides
   * @param expected the digest that the uncompressed stream must have
   * @param target where and how the driver wants it
   * @param progress hears the bytes of the blob read so far
   * @throws CarobException {@code DATA_LOSS} for a truncated or corrupt layer or a wrong digest,
   *     {@code INVALID_ARGUMENT} for an entry that tries to leave its root, {@code
   *     RESOURCE_EXHAUSTED} on a full disk or over a bound, {@code INTERNAL}. What was written
   *     until then is the caller's to discard
   */
  public LayerResult unpack(
      InputStream blob,
      String mediaType,
      DiffId expected,
      LayerTarget target,
      LongConsumer progress) {
    throw new CarobException(ErrorCode.UNSUPPORTED, "unpacking is being written " + limits);
  }
}
