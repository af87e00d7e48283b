package io.carob.image.store.write;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One ustar header block. What does not fit its fields is left to a PAX header. Pure. */
final class TarBlock {

  static final int SIZE = 512;
  static final int NAME = 100;
  static final long MAX_ID = 07777777;
  static final long MAX_LONG = 077777777777L;

  private static final int PREFIX = 155;
  private static final int PREFIX_AT = 345;
  private static final int CHECKSUM_AT = 148;

  private final byte[] block = new byte[SIZE];

  private TarBlock() {}

  static byte[] of(TarMeta meta) {
    TarBlock header = new TarBlock();
    header.name(meta.name());
    header.fields(meta, meta.type(), meta.size());
    header.text(157, meta.linkName(), NAME);
    if (meta.type() == TarMeta.CHARACTER_DEVICE || meta.type() == TarMeta.BLOCK_DEVICE) {
      header.octal(329, 8, Integer.toUnsignedLong(meta.major()));
      header.octal(337, 8, Integer.toUnsignedLong(meta.minor()));
    }
    return header.sealed();
  }

  /** The block before the records of an entry. */
  static byte[] ofPax(TarMeta meta, long size) {
    TarBlock header = new TarBlock();
    String name = meta.name();
    String whole = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    String base = whole.substring(whole.lastIndexOf('/') + 1);
    header.text(0, "PaxHeaders.0/" + base, NAME);
    header.octal(100, 8, 0644);
    header.octal(108, 8, 0);
    header.octal(116, 8, 0);
    header.octal(124, 12, size);
    header.octal(136, 12, 0);
    header.block[156] = 'x';
    return header.sealed();
  }

  private void fields(TarMeta meta, char type, long size) {
    octal(100, 8, meta.mode());
    octal(108, 8, fitting(meta.uid(), MAX_ID));
    octal(116, 8, fitting(meta.gid(), MAX_ID));
    octal(124, 12, fitting(size, MAX_LONG));
    octal(136, 12, fitting(meta.mtime().getEpochSecond(), MAX_LONG));
    block[156] = (byte) type;
  }

  private static long fitting(long value, long max) {
    return value < 0 || value > max ? 0 : value;
  }

  private byte[] sealed() {
    text(257, "ustar\00000", 8);
    Arrays.fill(block, CHECKSUM_AT, CHECKSUM_AT + 8, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    octal(CHECKSUM_AT, 7, sum);
    return block;
  }

  /** Where a name is divided between the two fields; 0 for not at all, -1 when it does not fit. */
  static int split(String name) {
    if (name.length() <= NAME) {
      return 0;
    }
    int slash = name.lastIndexOf('/', Math.min(PREFIX, name.length() - 2));
    return slash > 0 && name.length() - slash - 1 <= NAME ? slash : -1;
  }

  private void name(String name) {
    int split = split(name);
    if (split > 0) {
      text(PREFIX_AT, name.substring(0, split), PREFIX);
      text(0, name.substring(split + 1), NAME);
    } else {
      text(0, name, NAME); // the whole of it is in a PAX header, if it is cut here
    }
  }

  private void text(int at, String raw, int size) {
    byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, size));
  }

  /** Digits with leading zeros and a zero byte at the end. */
  private void octal(int at, int size, long value) {
    long rest = value;
    for (int i = at + size - 2; i >= at; i--) {
      block[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
    block[at + size - 1] = 0;
  }
}
