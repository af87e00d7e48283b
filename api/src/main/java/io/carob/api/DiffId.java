package io.carob.api;

import java.util.Objects;

/**
 * The identity of a layer's content: the digest of its uncompressed tar stream.
 *
 * @param digest the digest of the uncompressed stream
 */
public record DiffId(Digest digest) {

  /** Checks that a digest is there. */
  public DiffId {
    Objects.requireNonNull(digest);
  }

  /**
   * Reads {@code sha256:<hex>}.
   *
   * @param text as {@link #toString} writes it
   * @return the identity of that digest
   * @throws CarobException {@code INVALID_ARGUMENT} when the text is not such a digest
   */
  public static DiffId parse(String text) {
    return new DiffId(Digest.parse(text));
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
