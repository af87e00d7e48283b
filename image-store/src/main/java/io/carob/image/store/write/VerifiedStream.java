package io.carob.image.store.write;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** Hashes what is read, and fails at the end when it is not what the digest says. */
final class VerifiedStream extends FilterInputStream {

  private final Closeable below;
  private final Digest expected;
  private final LongConsumer progress;
  private final MessageDigest hash = Digest.sha256();
  private long done;
  private boolean ended;

  /**
   * Makes a stream.
   *
   * @param below is closed with it
   */
  VerifiedStream(InputStream in, Closeable below, Digest expected, LongConsumer progress) {
    super(in);
    this.below = below;
    this.expected = expected;
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = in.read(into, offset, length);
    if (n > 0) {
      hash.update(into, offset, n);
      done += n;
      progress.accept(done);
    } else if (n < 0 && !ended) {
      ended = true;
      verify();
    }
    return n;
  }

  private void verify() {
    Digest found = Digest.ofHash(hash.digest());
    if (!found.equals(expected)) {
      throw new CarobException(
          ErrorCode.DATA_LOSS,
          "export: a blob on the disk is "
              + found
              + " and not "
              + expected
              + "; `carob image verify --repair` says more");
    }
  }

  /** Bytes so far. */
  long done() {
    return done;
  }

  @Override
  public void close() throws IOException {
    try (below) {
      in.close();
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
