package io.carob.image.store.write;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The PAX records that an entry needs beside its header block, by key. Pure. */
final class PaxFields {

  private static final String XATTR = "SCHILY.xattr.";

  private PaxFields() {}

  /** The bytes of the records; none when the header block says it all. */
  static byte[] of(TarMeta meta) {
    Map<String, byte[]> records = new TreeMap<>();
    if (TarBlock.split(meta.name()) < 0) {
      records.put("path", raw(meta.name()));
    }
    if (meta.linkName().length() > TarBlock.NAME) {
      records.put("linkpath", raw(meta.linkName()));
    }
    number(records, "uid", meta.uid(), TarBlock.MAX_ID);
    number(records, "gid", meta.gid(), TarBlock.MAX_ID);
    number(records, "size", meta.size(), TarBlock.MAX_LONG);
    Instant mtime = meta.mtime();
    if (mtime.getNano() != 0
        || mtime.getEpochSecond() < 0
        || mtime.getEpochSecond() > TarBlock.MAX_LONG) {
      records.put("mtime", raw(time(mtime)));
    }
    // As GNU tar does it: a key must not hold the sign that ends it.
    meta.xattrs()
        .forEach(
            (name, value) ->
                records.put(XATTR + name.replace("%", "%25").replace("=", "%3D"), value));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach((key, value) -> out.writeBytes(record(key, value)));
    return out.toByteArray();
  }

  private static void number(Map<String, byte[]> records, String key, long value, long max) {
    if (value > max) {
      records.put(key, raw(Long.toString(value)));
    }
  }

  /** Seconds with as many digits of a fraction as there are; a minus sign holds for both. */
  static String time(Instant time) {
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    boolean negative = seconds < 0;
    if (negative && nanos > 0) {
      seconds++;
      nanos = 1_000_000_000 - nanos;
    }
    StringBuilder text = new StringBuilder(negative ? "-" : "").append(Math.abs(seconds));
    if (nanos > 0) {
      String digits = Integer.toString(1_000_000_000 + nanos).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 0, end);
    }
    return text.toString();
  }

  /** The length of a record counts its own digits. */
  private static byte[] record(String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    ByteArrayOutputStream record = new ByteArrayOutputStream(length);
    record.writeBytes(raw(length + " " + key + "="));
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  private static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
