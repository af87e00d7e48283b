package io.carob.image.store.tar;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of one extended header ({@code length key=value\n}), keys and values raw. An empty
 * value takes a record back.
 */
final class PaxRecords {

  private static final String XATTR = "SCHILY.xattr.";
  private static final int NANO_DIGITS = 9;

  private final Map<String, byte[]> records = new LinkedHashMap<>();
  private @Nullable SparseMap sparse;
  private long pendingOffset = -1;

  boolean isEmpty() {
    return records.isEmpty();
  }

  void clear() {
    records.clear();
    sparse = null;
  }

  void parse(byte[] data) {
    int at = 0;
    while (at < data.length) {
      int space = indexOf(data, at, ' ');
      long length = decimal(ascii(data, at, space), "the length of a PAX record");
      if (length <= space - at || length > data.length - at) {
        throw TarErrors.corrupt("a PAX record has a wrong length");
      }
      int end = at + (int) length;
      if (data[end - 1] != '\n') {
        throw TarErrors.corrupt("a PAX record does not end where it says");
      }
      int equals = indexOf(data, space + 1, '=');
      if (equals >= end) {
        throw TarErrors.corrupt("a PAX record has no value");
      }
      put(ascii(data, space + 1, equals), java.util.Arrays.copyOfRange(data, equals + 1, end - 1));
      at = end;
    }
  }

  private void put(String key, byte[] value) {
    // Sparse format 0.0 repeats its two keys, so they cannot live in a map.
    if (key.equals("GNU.sparse.offset")) {
      pendingOffset = decimal(text(value), key);
    } else if (key.equals("GNU.sparse.numbytes")) {
      sparse().add(pendingOffset, decimal(text(value), key));
    } else if (key.startsWith(XATTR)) {
      records.put(XATTR + decodeKey(key.substring(XATTR.length())), value);
    } else {
      records.put(key, value);
    }
  }

  private SparseMap sparse() {
    SparseMap map = sparse;
    if (map == null) {
      map = new SparseMap();
      sparse = map;
    }
    return map;
  }

  /** GNU tar writes {@code =} and {@code %} in a name as {@code %3D} and {@code %25}. */
  private static String decodeKey(String key) {
    return key.indexOf('%') < 0 ? key : key.replace("%3D", "=").replace("%25", "%");
  }

  /** Lays the records over what the header said. */
  void apply(TarEntry entry) {
    for (Map.Entry<String, byte[]> record : records.entrySet()) {
      byte[] value = record.getValue();
      String key = record.getKey();
      if (key.startsWith(XATTR)) {
        entry.xattrs.put(key.substring(XATTR.length()), value);
      } else if (value.length > 0) {
        apply(entry, key, value);
      }
    }
  }

  private static void apply(TarEntry entry, String key, byte[] value) {
    switch (key) {
      case "path" -> entry.name = name(value);
      case "linkpath" -> entry.linkName = name(value);
      case "size" -> entry.size = decimal(text(value), key);
      case "uid" -> entry.uid = id(value, key);
      case "gid" -> entry.gid = id(value, key);
      case "mtime" -> {
        Instant time = time(text(value));
        entry.mtimeSeconds = time.getEpochSecond();
        entry.mtimeNanos = time.getNano();
      }
      case "atime" -> entry.atime = time(text(value));
      default -> {
        // Comments, user names, times that no file system keeps.
      }
    }
  }

  /** Sparse file of PAX 0.0 or 0.1; the map of 1.0 stands before the data. */
  @Nullable SparseMap sparseMap() {
    byte[] map = records.get("GNU.sparse.map");
    if (map == null) {
      return sparse;
    }
    SparseMap result = new SparseMap();
    String[] numbers = text(map).split(",", -1);
    for (int i = 0; i + 1 < numbers.length; i += 2) {
      result.add(decimal(numbers[i], "a sparse map"), decimal(numbers[i + 1], "a sparse map"));
    }
    if (numbers.length % 2 != 0) {
      throw TarErrors.corrupt("a sparse map has an odd number of fields");
    }
    return result;
  }

  boolean sparseMapInData() {
    return text("GNU.sparse.major").equals("1") && text("GNU.sparse.minor").equals("0");
  }

  /** The name and size of a sparse file, which hide behind a made-up name. */
  void applySparse(TarEntry entry) {
    byte[] name = records.get("GNU.sparse.name");
    if (name != null) {
      entry.name = name(name);
    }
    String size = text("GNU.sparse.realsize");
    entry.realSize =
        decimal(size.isEmpty() ? text("GNU.sparse.size") : size, "the size of a sparse file");
  }

  private String text(String key) {
    byte[] value = records.get(key);
    return value == null ? "" : text(value);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  private static String name(byte[] value) {
    String name = text(value);
    if (name.indexOf('\0') >= 0) {
      throw TarErrors.corrupt("a name holds a zero byte");
    }
    return name;
  }

  private static int id(byte[] value, String key) {
    return TarHeader.id(decimal(text(value), key));
  }

  static long decimal(String text, String what) {
    if (text.isEmpty() || text.length() > 18) {
      throw TarErrors.corrupt(what + " is not a number");
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw TarErrors.corrupt(what + " is not a number");
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** Seconds with a fraction, perhaps negative; more than nanoseconds is cut off. */
  static Instant time(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    int dot = digits.indexOf('.');
    long seconds = decimal(dot < 0 ? digits : digits.substring(0, dot), "a time");
    long unused = TarHeader.time(seconds);
    long nanos = 0;
    if (dot >= 0 && dot + 1 < digits.length()) {
      String fraction = (digits.substring(dot + 1) + "000000000").substring(0, NANO_DIGITS);
      nanos = decimal(fraction, "a time");
    }
    return negative
        ? Instant.ofEpochSecond(-seconds, -nanos)
        : Instant.ofEpochSecond(seconds, nanos);
  }

  private static int indexOf(byte[] data, int from, char wanted) {
    for (int i = from; i < data.length; i++) {
      if (data[i] == wanted) {
        return i;
      }
    }
    throw TarErrors.corrupt("a PAX record is not complete");
  }

  private static String ascii(byte[] data, int from, int to) {
    return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
