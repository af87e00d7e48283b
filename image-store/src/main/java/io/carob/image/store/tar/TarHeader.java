package io.carob.image.store.tar;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One 512-byte header block: v7, ustar, star and GNU fields, as bytes. Pure. */
final class TarHeader {

  static final int BLOCK = 512;

  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_SIZE = 8;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int STAR_TRAILER = 508;
  private static final long MAX_SECONDS = Instant.MAX.getEpochSecond() - 1;

  private final byte[] block;
  private final int at;

  TarHeader(byte[] block, int at) {
    this.block = block;
    this.at = at;
  }

  boolean isZero() {
    for (int i = 0; i < BLOCK; i++) {
      if (block[at + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Both the signed and the unsigned sum are in use. */
  void verifyChecksum() {
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean inField = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE;
      byte b = inField ? (byte) ' ' : block[at + i];
      unsigned += b & 0xFF;
      signed += b;
    }
    long stored = number(CHECKSUM, CHECKSUM_SIZE);
    if (stored != unsigned && stored != signed) {
      throw TarErrors.corrupt("a header's checksum is wrong");
    }
  }

  void read(TarEntry entry) {
    entry.type = (char) (block[at + 156] & 0xFF);
    entry.name = name();
    entry.linkName = text(157, 100);
    entry.mode = (int) number(100, 8) & 07777;
    entry.uid = id(number(108, 8));
    entry.gid = id(number(116, 8));
    entry.size = number(124, 12);
    entry.mtimeSeconds = time(number(136, 12));
    boolean device = entry.type == '3' || entry.type == '4';
    entry.major = device ? deviceNumber(number(329, 8)) : 0;
    entry.minor = device ? deviceNumber(number(337, 8)) : 0;
  }

  /** The last one means "no change" to the kernel: it would leave the file to root. */
  static int id(long id) {
    if (id < 0 || id >= 0xFFFF_FFFFL) {
      throw TarErrors.corrupt("an owner is " + id + ", which is no user or group");
    }
    return (int) id;
  }

  /** Any time that the JDK can express. */
  static long time(long seconds) {
    if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) {
      throw TarErrors.corrupt("a time is out of range");
    }
    return seconds;
  }

  private static int deviceNumber(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw TarErrors.corrupt("a device number is out of range");
    }
    return (int) number;
  }

  private String name() {
    String name = text(0, 100);
    if (!is(MAGIC, "ustar\0")) {
      return name;
    }
    String prefix = text(PREFIX, is(STAR_TRAILER, "tar\0") ? 131 : 155);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** The old GNU sparse fields: up to four pairs, then a flag for more and the real size. */
  void readSparse(SparseMap map) {
    readPairs(map, 386, 4);
  }

  boolean sparseContinues() {
    return block[at + 482] != 0;
  }

  long sparseRealSize() {
    return number(483, 12);
  }

  /** A block of 21 further pairs; whether another follows. */
  boolean readSparseContinuation(SparseMap map) {
    readPairs(map, 0, 21);
    return block[at + 504] != 0;
  }

  private void readPairs(SparseMap map, int field, int count) {
    for (int i = 0; i < count; i++, field += 24) {
      if (block[at + field] == 0) {
        return;
      }
      map.add(number(field, 12), number(field + 12, 12));
    }
  }

  private boolean is(int field, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (block[at + field + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int field, int size) {
    int end = 0;
    while (end < size && block[at + field + end] != 0) {
      end++;
    }
    return end == 0 ? "" : new String(block, at + field, end, StandardCharsets.ISO_8859_1);
  }

  /** Octal digits, or base 256 when the first bit is set; empty is zero. */
  private long number(int field, int size) {
    if ((block[at + field] & 0x80) != 0) {
      return base256(field, size);
    }
    int i = 0;
    while (i < size && (block[at + field + i] == ' ' || block[at + field + i] == 0)) {
      i++;
    }
    long value = 0;
    for (; i < size; i++) {
      int digit = block[at + field + i] - '0';
      if (digit < 0 || digit > 7) {
        break;
      }
      value = value << 3 | digit;
    }
    for (; i < size; i++) {
      if (block[at + field + i] != ' ' && block[at + field + i] != 0) {
        throw TarErrors.corrupt("a number in a header is not octal");
      }
    }
    return value;
  }

  private long base256(int field, int size) {
    boolean negative = (block[at + field] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = 0; i < size; i++) {
      int b = block[at + field + i] & 0xFF;
      if (i == 0) {
        b = negative ? b : b & 0x7F;
      }
      long top = value >> 55;
      if (top != 0 && top != -1) {
        throw TarErrors.corrupt("a number in a header is too large");
      }
      value = value << 8 | b;
    }
    return value;
  }
}
