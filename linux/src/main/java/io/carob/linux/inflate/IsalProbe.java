package io.carob.linux.inflate;

import io.carob.api.CarobException;
import io.carob.linux.internal.Isal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Finds out once whether libisal inflates what zlib deflated, and notices a wrong checksum. */
final class IsalProbe {

  static final boolean WORKS = Isal.isThere() && works();

  private static final int TRAILER = 8;

  private IsalProbe() {}

  private static boolean works() {
    byte[] plain = "one hundred one hundred two ".repeat(600).getBytes(StandardCharsets.US_ASCII);
    byte[] packed = pack(plain);
    if (!Arrays.equals(plain, unpack(packed, plain.length))) {
      return false;
    }
    packed[packed.length - TRAILER]++;
    try {
      byte[] unused = unpack(packed, plain.length);
      return false;
    } catch (CarobException e) {
      return true;
    }
  }

  private static byte[] pack(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(plain);
    deflater.finish();
    byte[] packed = new byte[plain.length + TRAILER];
    int n = deflater.deflate(packed);
    deflater.end();
    CRC32 crc = new CRC32();
    crc.update(plain);
    for (int i = 0; i < Integer.BYTES; i++) {
      packed[n + i] = (byte) (crc.getValue() >> (8 * i));
      packed[n + Integer.BYTES + i] = (byte) (plain.length >> (8 * i));
    }
    return Arrays.copyOf(packed, n + TRAILER);
  }

  private static byte[] unpack(byte[] packed, int size) {
    IsalInflater inflater = new IsalInflater(packed.length, size + 1);
    inflater.begin();
    inflater.feed(packed, 0, packed.length);
    byte[] plain = new byte[size + 1];
    int n = 0;
    for (int more = 1; more > 0; n += more) {
      more = inflater.inflate(plain, n, plain.length - n);
    }
    return inflater.isFinished() ? Arrays.copyOf(plain, n) : new byte[0];
  }
}
