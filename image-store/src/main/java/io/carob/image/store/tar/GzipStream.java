package io.carob.image.store.tar;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.inflate.IsalInflater;
import java.io.IOException;
import java.io.InputStream;

/**
 * Inflates a gzip stream of one or more members (RFC 1952), with large reads. Zeros after the last
 * member are padding; anything else there is corrupt.
 */
final class GzipStream extends InputStream {

  private static final int BUFFER = 128 * 1024;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final GzipBody body;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private boolean inMember;
  private boolean any;
  private boolean ended;

  GzipStream(InputStream in) {
    this(in, IsalInflater.isAvailable() ? new IsalBody(BUFFER) : new ZlibBody());
  }

  GzipStream(InputStream in, GzipBody body) {
    this.in = in;
    this.body = body;
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
    while (!ended) {
      if (!inMember && !beginMember()) {
        ended = true;
        break;
      }
      int n = body.inflate(into, offset, length);
      if (n > 0) {
        return n;
      }
      if (body.isFinished()) {
        position = limit - body.remaining();
        inMember = false;
      } else if (body.remaining() == 0) {
        feed();
      }
    }
    return -1;
  }

  private void feed() throws IOException {
    if (position == limit && !refill()) {
      throw truncated();
    }
    body.feed(buffer, position, limit - position);
    position = limit;
  }

  private boolean beginMember() throws IOException {
    if (any && !skipZeros()) {
      return false;
    }
    if (next() != 0x1F || next() != 0x8B || next() != 8) {
      throw corrupt(any ? "something else follows its end" : "it has no gzip header");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw corrupt("it uses flags that gzip does not have");
    }
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipString();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipString();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(2);
    }
    body.begin();
    inMember = true;
    any = true;
    return true;
  }

  private boolean skipZeros() throws IOException {
    while (position < limit || refill()) {
      if (buffer[position] != 0) {
        return true;
      }
      position++;
    }
    return false;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipString() throws IOException {
    while (next() != 0) {
      // The name or comment is of no use here.
    }
  }

  private int next() throws IOException {
    if (position == limit && !refill()) {
      throw truncated();
    }
    return buffer[position++] & 0xFF;
  }

  private boolean refill() throws IOException {
    position = 0;
    limit = 0;
    int n = in.read(buffer, 0, BUFFER);
    if (n <= 0) {
      return false;
    }
    limit = n;
    return true;
  }

  private static CarobException truncated() {
    return new CarobException(ErrorCode.DATA_LOSS, "the gzip stream ends early");
  }

  static CarobException corrupt(String why) {
    return new CarobException(ErrorCode.DATA_LOSS, "the gzip stream is corrupt: " + why);
  }

  /** Releases the native state; the stream below stays open. */
  @Override
  public void close() {
    ended = true;
    body.close();
  }
}
