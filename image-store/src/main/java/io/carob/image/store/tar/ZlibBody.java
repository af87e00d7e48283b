package io.carob.image.store.tar;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates with the JDK's zlib. */
final class ZlibBody implements GzipBody {

  private static final int TRAILER = 8;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] input = new byte[0];
  private int position;
  private int limit;
  private int trailerBytes;
  private long trailer;

  @Override
  public void begin() {
    inflater.reset();
    crc.reset();
    position = limit;
    trailer = 0;
    trailerBytes = 0;
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    input = bytes;
    position = offset;
    limit = offset + length;
    if (!inflater.finished()) {
      inflater.setInput(bytes, offset, length);
    }
  }

  @Override
  public int remaining() {
    return inflater.finished() ? limit - position : inflater.getRemaining();
  }

  @Override
  public int inflate(byte[] into, int offset, int length) {
    if (!inflater.finished()) {
      int n = step(into, offset, length);
      if (n > 0 || !inflater.finished()) {
        return n;
      }
    }
    readTrailer();
    return 0;
  }

  private int step(byte[] into, int offset, int length) {
    try {
      int n = inflater.inflate(into, offset, length);
      if (inflater.needsDictionary()) {
        throw GzipStream.corrupt("it wants a dictionary");
      }
      crc.update(into, offset, n);
      if (inflater.finished()) {
        position = limit - inflater.getRemaining();
      }
      return n;
    } catch (DataFormatException e) {
      throw GzipStream.corrupt(String.valueOf(e.getMessage()));
    }
  }

  /** The checksum and the size, four bytes each, the lowest first; they may come in pieces. */
  private void readTrailer() {
    while (trailerBytes < TRAILER && position < limit) {
      trailer |= (input[position++] & 0xFFL) << (8 * trailerBytes++);
    }
    if (trailerBytes == TRAILER) {
      long size = inflater.getBytesWritten() & 0xFFFF_FFFFL;
      if (trailer != ((size << 32) | crc.getValue())) {
        throw GzipStream.corrupt("its checksum is wrong");
      }
    }
  }

  @Override
  public boolean isFinished() {
    return inflater.finished() && trailerBytes == TRAILER;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
