package io.carob.image.store.fuzz;

import java.nio.charset.StandardCharsets;

/** Puts right checksums into the headers of what may be a tar, so that fuzzing gets behind them. */
final class Mending {

  private static final int BLOCK = 512;
  private static final int MAX_HEADERS = 200;

  private Mending() {}

  static byte[] checksums(byte[] data) {
    byte[] tar = data.clone();
    int at = 0;
    for (int i = 0; i < MAX_HEADERS && at >= 0 && at + BLOCK <= tar.length; i++) {
      mend(tar, at);
      at = next(tar, at);
    }
    return tar;
  }

  private static void mend(byte[] tar, int at) {
    int sum = 8 * ' ';
    boolean zero = true;
    for (int i = 0; i < BLOCK; i++) {
      zero &= tar[at + i] == 0;
      sum += i >= 148 && i < 156 ? 0 : tar[at + i] & 0xFF;
    }
    if (!zero) {
      byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, tar, at + 148, 8);
    }
  }

  /** Where the next header would stand if the size is plain octal. */
  private static int next(byte[] tar, int at) {
    long size = 0;
    for (int i = 124; i < 136; i++) {
      int digit = tar[at + i] - '0';
      if (digit < 0 || digit > 7) {
        break;
      }
      size = size * 8 + digit;
    }
    boolean data = "12345 6".indexOf(tar[at + 156]) < 0;
    long next = at + BLOCK + (data ? (size + BLOCK - 1) / BLOCK * BLOCK : 0);
    return next > tar.length ? -1 : (int) next;
  }
}
