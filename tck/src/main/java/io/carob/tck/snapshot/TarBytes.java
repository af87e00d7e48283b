package io.carob.tck.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Writes tar entries in the POSIX (pax) format. Written by hand because commons-compress rounds
 * times to 100 nanoseconds.
 */
final class TarBytes {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void add(char flag, String path, Meta meta, String target, int major, int minor, byte[] content) {
    byte[] extended = extended(path, meta, target);
    header('x', "pax", Meta.FILE, "", 0, 0, extended.length);
    padded(extended);
    header(flag, path, meta, target, major, minor, content.length);
    padded(content);
  }

  byte[] end() {
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static byte[] extended(String path, Meta meta, String target) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    record(records, "path", path.getBytes(UTF_8));
    if (!target.isEmpty()) {
      record(records, "linkpath", target.getBytes(UTF_8));
    }
    Instant time = meta.mtime();
    String seconds = String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
    record(records, "mtime", seconds.getBytes(UTF_8));
    for (Map.Entry<String, byte[]> xattr : meta.xattrs().entrySet()) {
      record(records, "SCHILY.xattr." + xattr.getKey(), xattr.getValue());
    }
    return records.toByteArray();
  }

  /** {@code LENGTH KEY=VALUE\n}, where the length counts its own digits too. */
  private static void record(ByteArrayOutputStream records, String key, byte[] value) {
    int rest = key.getBytes(UTF_8).length + value.length + 3;
    int length = rest + 1;
    while (length != rest + Integer.toString(length).length()) {
      length = rest + Integer.toString(length).length();
    }
    records.writeBytes((length + " " + key + "=").getBytes(UTF_8));
    records.writeBytes(value);
    records.write('\n');
  }

  private void header(
      char flag, String path, Meta meta, String target, int major, int minor, int size) {
    byte[] header = new byte[BLOCK];
    text(header, 0, 100, path);
    octal(header, 100, 8, meta.mode());
    octal(header, 108, 8, meta.uid());
    octal(header, 116, 8, meta.gid());
    octal(header, 124, 12, size);
    octal(header, 136, 12, meta.mtime().getEpochSecond());
    text(header, 148, 8, "        ");
    header[156] = (byte) flag;
    text(header, 157, 100, target);
    text(header, 257, 8, "ustar\00000");
    octal(header, 329, 8, major);
    octal(header, 337, 8, minor);
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 7, sum);
    out.writeBytes(header);
  }

  private static void text(byte[] header, int offset, int length, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, offset, Math.min(length, bytes.length));
  }

  private static void octal(byte[] header, int offset, int length, long number) {
    String digits = String.format(Locale.ROOT, "%0" + (length - 1) + "o", number);
    text(header, offset, length - 1, digits);
    header[offset + length - 1] = 0;
  }

  private void padded(byte[] content) {
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }
}
