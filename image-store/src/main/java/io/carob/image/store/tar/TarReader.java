package io.carob.image.store.tar;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream entry by entry: v7, ustar, star, GNU and PAX, long names, sparse files, and
 * extended attributes, all byte for byte. It buffers, so the stream below is read ahead.
 *
 * <p>Fails with {@code DATA_LOSS} for a corrupt or truncated stream and {@code RESOURCE_EXHAUSTED}
 * for an extended header over its bound.
 */
public final class TarReader {

  private static final int BLOCK = TarHeader.BLOCK;
  private static final int BUFFER = 256 * 1024;

  private final InputStream in;
  private final int headerLimit;
  private final byte[] buffer = new byte[BUFFER];
  private final TarEntry entry = new TarEntry();
  private final PaxRecords pax = new PaxRecords();
  private int position;
  private int limit;
  private long dataLeft;
  private long padding;
  private long extendedBytes;
  private @Nullable String longName;
  private @Nullable String longLink;

  /**
   * Starts reading.
   *
   * @param headerLimit most bytes of the extended headers of one entry
   */
  public TarReader(InputStream in, int headerLimit) {
    this.in = in;
    this.headerLimit = headerLimit;
  }

  /** Goes to the next entry; empty at the end of the archive. The one before is invalid then. */
  public Optional<TarEntry> next() {
    pax.clear();
    extendedBytes = 0;
    longName = null;
    longLink = null;
    while (true) {
      skipData();
      if (!readHeader()) {
        return Optional.empty();
      }
      switch (entry.type) {
        case 'x', 'X' -> pax.parse(extended());
        case 'L' -> longName = cString(extended());
        case 'K' -> longLink = cString(extended());
        default -> {
          complete();
          return Optional.of(entry);
        }
      }
    }
  }

  private boolean readHeader() {
    if (!fill(BLOCK)) {
      if (limit > position) {
        throw TarErrors.truncated("a header");
      }
      return false;
    }
    TarHeader header = new TarHeader(buffer, position);
    if (header.isZero()) {
      return false;
    }
    header.verifyChecksum();
    entry.clear();
    header.read(entry);
    entry.realSize = entry.size;
    position += BLOCK;
    if (entry.size < 0) {
      throw TarErrors.corrupt("an entry has a negative size");
    }
    if (entry.type == 'S') {
      readOldSparse(header);
    }
    data(entry.size);
    return true;
  }

  /** Continuation blocks stand between the header and the data. */
  private void readOldSparse(TarHeader header) {
    SparseMap map = new SparseMap();
    header.readSparse(map);
    entry.realSize = header.sparseRealSize();
    boolean more = header.sparseContinues();
    while (more) {
      if (!fill(BLOCK)) {
        throw TarErrors.truncated("a sparse map");
      }
      more = new TarHeader(buffer, position).readSparseContinuation(map);
      position += BLOCK;
    }
    entry.sparse = map;
  }

  private void data(long size) {
    dataLeft = size;
    padding = -size & (BLOCK - 1);
  }

  private byte[] extended() {
    extendedBytes += entry.size;
    if (extendedBytes > headerLimit || extendedBytes < 0) {
      throw TarErrors.tooLarge("bytes of an extended header", headerLimit);
    }
    byte[] bytes = new byte[(int) entry.size];
    readFully(bytes, "an extended header");
    return bytes;
  }

  private void readFully(byte[] bytes, String where) {
    int done = 0;
    while (done < bytes.length) {
      int n = read(bytes, done, bytes.length - done);
      if (n < 0) {
        throw TarErrors.truncated(where);
      }
      done += n;
    }
  }

  private static String cString(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private void complete() {
    if (!pax.isEmpty()) {
      pax.apply(entry);
    }
    if (longName != null) {
      entry.name = longName;
    }
    if (longLink != null) {
      entry.linkName = longLink;
    }
    if (!entry.type().hasData()) {
      entry.size = 0;
    }
    data(entry.size);
    if (entry.sparse == null) {
      entry.realSize = entry.size;
      paxSparse();
    }
    SparseMap map = entry.sparse;
    if (map != null) {
      map.verify(entry.realSize, dataLeft);
    }
  }

  private void paxSparse() {
    SparseMap map = pax.sparseMap();
    if (pax.sparseMapInData()) {
      map = mapInData();
    }
    if (map != null && entry.type() == TarType.FILE) {
      entry.sparse = map;
      pax.applySparse(entry);
      entry.size = dataLeft;
    }
  }

  /** PAX 1.0: decimal lines, then zeros up to a whole block. */
  private SparseMap mapInData() {
    SparseMap map = new SparseMap();
    long before = dataLeft;
    long count = line();
    for (long i = 0; i < count; i++) {
      map.add(line(), line());
    }
    long used = before - dataLeft;
    skip(Math.min(dataLeft, -used & (BLOCK - 1)));
    return map;
  }

  private long line() {
    StringBuilder digits = new StringBuilder();
    byte[] one = new byte[1];
    while (true) {
      if (read(one, 0, 1) < 0) {
        throw TarErrors.truncated("a sparse map");
      }
      if (one[0] == '\n') {
        return PaxRecords.decimal(digits.toString(), "a sparse map");
      }
      digits.append((char) (one[0] & 0xFF));
      if (digits.length() > 20) {
        throw TarErrors.corrupt("a sparse map is not made of numbers");
      }
    }
  }

  /**
   * Reads data of the current entry.
   *
   * @return how many bytes, -1 at the end of the entry
   */
  public int read(byte[] into, int offset, int length) {
    int n = available(length);
    if (n > 0) {
      System.arraycopy(buffer, position, into, offset, n);
      consume(n);
    }
    return n;
  }

  /** Hands over up to {@code length} bytes of the current entry's data without copying them. */
  public int read(Chunk chunk, long length) {
    int n = available(length);
    if (n > 0) {
      chunk.accept(buffer, position, n);
      consume(n);
    }
    return n;
  }

  /** Takes some bytes; they are valid during the call only. */
  @FunctionalInterface
  public interface Chunk {
    /** Takes the bytes. */
    void accept(byte[] bytes, int offset, int length);
  }

  private int available(long length) {
    if (dataLeft == 0) {
      return -1;
    }
    if (position == limit && !fill(1)) {
      throw TarErrors.truncated("the data of " + io.carob.linux.RawName.toText(entry.name));
    }
    return (int) Math.min(Math.min(length, dataLeft), limit - position);
  }

  private void consume(int n) {
    position += n;
    dataLeft -= n;
  }

  private void skip(long size) {
    long left = size;
    while (left > 0) {
      int n = available(left);
      consume(n);
      left -= n;
    }
  }

  private void skipData() {
    skip(dataLeft);
    while (padding > 0) {
      if (position == limit && !fill(1)) {
        padding = 0;
        return;
      }
      int n = (int) Math.min(padding, limit - position);
      position += n;
      padding -= n;
    }
  }

  /** Makes sure that so many bytes are in the buffer; false when the stream ends before. */
  private boolean fill(int wanted) {
    if (limit - position >= wanted) {
      return true;
    }
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    try {
      while (limit < wanted) {
        int n = in.read(buffer, limit, buffer.length - limit);
        if (n < 0) {
          return false;
        }
        limit += n;
      }
      return true;
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "the tar stream cannot be read: " + e.getMessage(), e);
    }
  }
}
