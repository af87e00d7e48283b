package io.carob.image.store.kit;

import com.github.luben.zstd.Zstd;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes tars by hand, also such as no tool would write. Names are raw. */
public final class Tar {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private String mode = "0000644";
  private int uid;
  private int gid;
  private long mtime = 1_600_000_000;
  private String magic = "ustar\00000";

  /** Mode of the entries that follow. */
  public Tar mode(int bits) {
    mode = String.format("%07o", bits);
    return this;
  }

  public Tar owner(int user, int group) {
    uid = user;
    gid = group;
    return this;
  }

  public Tar mtime(long seconds) {
    mtime = seconds;
    return this;
  }

  public Tar magic(String text) {
    magic = text;
    return this;
  }

  public Tar file(String name, String content) {
    return entry('0', name, "", bytes(content), 0, 0);
  }

  public Tar file(String name, byte[] content) {
    return entry('0', name, "", content, 0, 0);
  }

  public Tar dir(String name) {
    mode(0755);
    entry('5', name, "", new byte[0], 0, 0);
    return mode(0644);
  }

  public Tar symlink(String name, String target) {
    return entry('2', name, target, new byte[0], 0, 0);
  }

  public Tar link(String name, String target) {
    return entry('1', name, target, new byte[0], 0, 0);
  }

  public Tar device(String name, char type, int major, int minor) {
    return entry(type, name, "", new byte[0], major, minor);
  }

  /** An extended header for the next entry: keys and values in turn. */
  public Tar pax(String... records) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < records.length; i += 2) {
      body.writeBytes(record(records[i], records[i + 1]));
    }
    return entry('x', "PaxHeaders/x", "", body.toByteArray(), 0, 0);
  }

  private static byte[] record(String key, String value) {
    int length = key.length() + value.length() + 3;
    int digits = Integer.toString(length + Integer.toString(length).length()).length();
    return bytes((length + digits) + " " + key + "=" + value + "\n");
  }

  /** An entry of any type. */
  public Tar entry(char type, String name, String link, byte[] data, int major, int minor) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name, 100);
    put(header, 100, mode, 8);
    put(header, 108, String.format("%07o", uid), 8);
    put(header, 116, String.format("%07o", gid), 8);
    put(header, 124, String.format("%011o", data.length), 12);
    put(header, 136, String.format("%011o", mtime), 12);
    header[156] = (byte) type;
    put(header, 157, link, 100);
    put(header, 257, magic, 8);
    put(header, 329, String.format("%07o", major), 8);
    put(header, 337, String.format("%07o", minor), 8);
    checksum(header);
    out.writeBytes(header);
    out.writeBytes(data);
    out.writeBytes(new byte[-data.length & (BLOCK - 1)]);
    return this;
  }

  private static void checksum(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, 148, String.format("%06o", sum), 7);
  }

  private static void put(byte[] header, int at, String text, int size) {
    byte[] bytes = bytes(text);
    if (bytes.length > size) {
      throw new IllegalArgumentException(text + " does not fit a header");
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Bytes that are no entry. */
  public Tar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Without the closing blocks. */
  public byte[] open() {
    return out.toByteArray();
  }

  public byte[] build() {
    byte[] entries = out.toByteArray();
    return Arrays.copyOf(entries, entries.length + 2 * BLOCK);
  }

  public static byte[] bytes(String raw) {
    return raw.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  public static byte[] zstd(byte[] plain) {
    return Zstd.compress(plain);
  }

  public static DiffId diffId(byte[] plain) {
    return new DiffId(Digest.of(plain));
  }
}
