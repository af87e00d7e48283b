package io.carob.image.store.layer;

import io.carob.api.DiffId;
import io.carob.api.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * The uncompressed stream of a layer, hashed, counted and bounded on the way. At its end it fails
 * with {@code DATA_LOSS} unless it has the digest that it must have. Closing has no effect.
 */
final class LayerStream extends InputStream {

  /** Small layers of zeros are harmless and compress without bound. */
  private static final long EXPANSION_FREE = 64L << 20;

  private static final int BUFFER = 64 * 1024;

  private final InputStream plain;
  private final CountedStream blob;
  private final DiffId expected;
  private final UnpackLimits limits;
  private final MessageDigest hash = Digest.sha256();
  private long size;
  private boolean verified;

  LayerStream(InputStream plain, CountedStream blob, DiffId expected, UnpackLimits limits) {
    this.plain = plain;
    this.blob = blob;
    this.expected = expected;
    this.limits = limits;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = plain.read(into, offset, length);
    if (n < 0) {
      verify();
      return n;
    }
    hash.update(into, offset, n);
    size += n;
    if (size > limits.bytes()) {
      throw LayerErrors.over("bytes", limits.bytes());
    }
    if (size > EXPANSION_FREE && size / limits.expansion() > blob.count()) {
      throw LayerErrors.over("bytes for one compressed byte", limits.expansion());
    }
    return n;
  }

  private void verify() {
    if (!verified) {
      DiffId found = new DiffId(Digest.ofHash(hash.digest()));
      if (!found.equals(expected)) {
        throw LayerErrors.corrupt("its diffID is " + found + " instead of " + expected);
      }
      verified = true;
    }
  }

  /** Reads what follows the end of the tar, which belongs to the digest, and verifies. */
  void finish() throws IOException {
    byte[] rest = new byte[BUFFER];
    while (!verified) {
      int n = read(rest, 0, rest.length);
      assert n < 0 == verified;
    }
  }

  long size() {
    return size;
  }
}
