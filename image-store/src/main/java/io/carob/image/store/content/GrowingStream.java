package io.carob.image.store.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;

/** Reads a blob behind its writer. Its end is told only when the whole is verified. */
final class GrowingStream extends InputStream {

  private final Growth growth;
  private final FileChannel channel;
  private long position;

  GrowingStream(Growth growth) throws IOException {
    this.growth = growth;
    this.channel =
        FileChannel.open(growth.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    long there = growth.await(position);
    if (there <= position) {
      return -1;
    }
    int wanted = (int) Math.min(length, there - position);
    int n = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
    if (n <= 0) {
      throw new IOException("the blob became shorter while it was read");
    }
    position += n;
    return n;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
