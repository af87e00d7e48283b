package io.carob.rest.fake;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** A log that shows its text and then waits for more, until it is closed. */
final class FollowedLog extends InputStream {

  private final byte[] text;
  private final CountDownLatch closed;
  private int at;

  FollowedLog(byte[] text, CountDownLatch closed) {
    this.text = text;
    this.closed = closed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (at < text.length) {
      int read = Math.min(length, text.length - at);
      System.arraycopy(text, at, buffer, offset, read);
      at += read;
      return read;
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("closed");
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
