package io.carob.tck.snapshot;

import java.io.IOException;
import java.io.InputStream;

/** A stream that fails as one whose digest turns out wrong. */
final class BrokenStream extends InputStream {

  @Override
  public int read() throws IOException {
    throw new IOException("the digest does not match");
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return read();
  }
}
