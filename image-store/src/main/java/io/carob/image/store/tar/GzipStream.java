package io.carob.image.store.tar;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

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
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private boolean inMember;
  private boolean any;
  private boolean ended;

  GzipStream(InputStream in) {
    this.in = in;
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
      int n = inflate(into, offset, length);
      if (n > 0) {
        crc.update(into, offset, n);
        return n;
      }
      if (inflater.finished()) {
        endMember();
      }
    }
    return -1;
  }

  private int inflate(byte[] into, int offset, int length) throws IOException {
    try {
      if (inflater.needsInput()) {
        if (position == limit && !refill()) {
          throw truncated();
        }
        inflater.setInput(buffer, position, limit - position);
        position = limit;
      }
      int n = inflater.inflate(into, offset, length);
      if (inflater.needsDictionary()) {
        throw corrupt("it wants a dictionary");
      }
      return n;
    } catch (DataFormatException e) {
      throw corrupt(String.valueOf(e.getMessage()));
    }
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
    inflater.reset();
    crc.reset();
    inMember = true;
    any = true;
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    long wantedCrc = word();
    long wantedSize = word();
    if (wantedCrc != crc.getValue() || wantedSize != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
      throw corrupt("its checksum is wrong");
    }
    inMember = false;
  }

  private long word() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
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

  private static CarobException corrupt(String why) {
    return new CarobException(ErrorCode.DATA_LOSS, "the gzip stream is corrupt: " + why);
  }

  /** Releases the native state; the stream below stays open. */
  @Override
  public void close() {
    ended = true;
    inflater.end();
  }
}
