package io.carob.image.store.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * Counts the bytes of a blob as they are read by one thread, and tells of them. Closing it leaves
 * the blob open: what follows the layer's end belongs to the blob as well.
 */
final class CountedStream extends FilterInputStream {

  private final LongConsumer progress;
  private volatile long count;

  CountedStream(InputStream in, LongConsumer progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      count(1);
    }
    return b;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = in.read(into, offset, length);
    if (n > 0) {
      count(n);
    }
    return n;
  }

  @Override
  public void close() {}

  private void count(int n) {
    long sum = count + n;
    count = sum;
    progress.accept(sum);
  }

  long count() {
    return count;
  }
}
