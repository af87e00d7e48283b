package io.carob.image.store.layer;

/**
 * Bounds on what one layer may ask for. Going over one is {@code RESOURCE_EXHAUSTED}.
 *
 * @param bytes most bytes of the uncompressed stream, and most bytes of file content
 * @param entries most entries
 * @param headerBytes most bytes of the extended headers (PAX, GNU long names) of one entry
 * @param pathBytes most bytes of a path inside the layer
 * @param depth most folders above an entry
 * @param expansion most uncompressed bytes for one compressed byte, once past the first 64 MiB
 */
public record UnpackLimits(
    long bytes, long entries, int headerBytes, int pathBytes, int depth, int expansion) {

  /** What a node allows unless its configuration says otherwise. */
  public static final UnpackLimits DEFAULT =
      new UnpackLimits(64L << 30, 4_000_000, 1 << 20, 4095, 512, 1100);
}
