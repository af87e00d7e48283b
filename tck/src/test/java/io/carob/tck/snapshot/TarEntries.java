package io.carob.tck.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a well-formed POSIX tar. Written by hand because commons-compress rounds times to 100
 * nanoseconds.
 */
final class TarEntries {

  private static final String XATTR = "SCHILY.xattr.";
  private static final int BLOCK = 512;

  private TarEntries() {}

  static List<Entry> read(InputStream tar) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> pax = new HashMap<>();
    for (byte[] header = block(tar); header[0] != 0; header = block(tar)) {
      int size = (int) octal(header, 124, 12);
      byte[] content = exactly(tar, size);
      exactly(tar, (BLOCK - size % BLOCK) % BLOCK);
      if (header[156] == 'x') {
        pax = records(content);
      } else {
        entries.add(entry(header, pax, content));
        pax = new HashMap<>();
      }
    }
    return entries;
  }

  private static Entry entry(byte[] header, Map<String, String> pax, byte[] content) {
    String prefix = text(header, 345, 155);
    String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
    String path = Path.of(pax.getOrDefault("path", name)).normalize().toString();
    String target = pax.getOrDefault("linkpath", text(header, 157, 100));
    Meta meta = meta(header, pax);
    int major = (int) octal(header, 329, 8);
    int minor = (int) octal(header, 337, 8);
    return switch (header[156]) {
      case '0' -> new Entry.RegularFile(path, meta, new Entry.Bytes(content), 0);
      case '1' -> new Entry.HardLink(path, target);
      case '2' -> new Entry.SymbolicLink(path, meta, target);
      case '3' -> new Entry.Special(path, meta, Entry.Type.CHARACTER_DEVICE, major, minor);
      case '4' -> new Entry.Special(path, meta, Entry.Type.BLOCK_DEVICE, major, minor);
      case '5' -> new Entry.Folder(path, meta, false);
      case '6' -> new Entry.Special(path, meta, Entry.Type.FIFO, 0, 0);
      default -> throw new IllegalArgumentException("tar entry of type " + (char) header[156]);
    };
  }

  private static Meta meta(byte[] header, Map<String, String> pax) {
    BigDecimal time = new BigDecimal(pax.getOrDefault("mtime", "" + octal(header, 136, 12)));
    int nanos = time.remainder(BigDecimal.ONE).movePointRight(9).intValue();
    Meta meta =
        new Meta(
            (int) octal(header, 100, 8),
            (int) octal(header, 108, 8),
            (int) octal(header, 116, 8),
            Instant.ofEpochSecond(time.longValue(), nanos),
            Map.of());
    for (Map.Entry<String, String> record : pax.entrySet()) {
      if (record.getKey().startsWith(XATTR)) {
        meta = meta.xattr(record.getKey().substring(XATTR.length()), record.getValue());
      }
    }
    return meta;
  }

  /** Records of the form "LENGTH KEY=VALUE\n"; the length counts all of it. */
  private static Map<String, String> records(byte[] content) {
    Map<String, String> records = new HashMap<>();
    String all = new String(content, StandardCharsets.UTF_8);
    for (int at = 0; at < all.length(); ) {
      int space = all.indexOf(' ', at);
      int end = at + Integer.parseInt(all.substring(at, space));
      int equals = all.indexOf('=', space);
      records.put(all.substring(space + 1, equals), all.substring(equals + 1, end - 1));
      at = end;
    }
    return records;
  }

  private static byte[] block(InputStream tar) throws IOException {
    return exactly(tar, BLOCK);
  }

  private static byte[] exactly(InputStream tar, int size) throws IOException {
    byte[] bytes = tar.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the tar stream ends early");
    }
    return bytes;
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int offset, int length) {
    String digits = text(header, offset, length).trim();
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
