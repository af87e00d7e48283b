package io.carob.image.store.tar;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Finds out how a stream is compressed, from its first bytes. */
public enum Decompression {
  /** Not compressed. */
  NONE,
  /** gzip, RFC 1952. */
  GZIP,
  /** Zstandard, RFC 8878. */
  ZSTD;

  private static final int MAGIC = 6;

  /**
   * Opens the plain stream. What a media type says does not matter: registries and tools have been
   * wrong about it, and the digest of the plain stream decides in the end.
   *
   * @param in the stream; closing the answer releases memory and leaves this one open
   * @throws CarobException {@code INVALID_ARGUMENT} for a compression that layers do not have
   * @throws IOException when the stream cannot be read
   */
  public static InputStream open(InputStream in) throws IOException {
    PushbackInputStream rest = new PushbackInputStream(in, MAGIC);
    byte[] magic = new byte[MAGIC];
    int n = rest.readNBytes(magic, 0, MAGIC);
    rest.unread(magic, 0, n);
    return switch (of(magic, n)) {
      case GZIP -> new GzipStream(rest);
      case ZSTD -> new ZstdStream(rest);
      case NONE -> rest;
    };
  }

  /**
   * Loads what {@link #open} will need, while the folder that it is unpacked into is surely there:
   * cleaners of temporary folders take it some day.
   *
   * @throws LinkageError when there is no such library, or it cannot be unpacked
   */
  public static void load() {
    ZstdStream.load();
  }

  /** Whether a stream that {@link #open} answered is decompressed on the way. */
  public static boolean isNeeded(InputStream opened) {
    return opened instanceof GzipStream || opened instanceof ZstdStream;
  }

  /** What the first bytes of a stream say; reads six of them at most. */
  public static Decompression of(InputStream in) throws IOException {
    byte[] magic = new byte[MAGIC];
    return of(magic, in.readNBytes(magic, 0, MAGIC));
  }

  /** What the first bytes say. */
  static Decompression of(byte[] magic, int size) {
    if (starts(magic, size, 0x1F, 0x8B)) {
      return GZIP;
    }
    if (starts(magic, size, 0x28, 0xB5, 0x2F, 0xFD) || skippableFrame(magic, size)) {
      return ZSTD;
    }
    if (starts(magic, size, 'B', 'Z', 'h') || starts(magic, size, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the stream is compressed with bzip2 or xz, which layers cannot be; use gzip or zstd");
    }
    return NONE;
  }

  private static boolean skippableFrame(byte[] magic, int size) {
    return size >= 4
        && (magic[0] & 0xF0) == 0x50
        && (magic[1] & 0xFF) == 0x2A
        && (magic[2] & 0xFF) == 0x4D
        && (magic[3] & 0xFF) == 0x18;
  }

  private static boolean starts(byte[] magic, int size, int... wanted) {
    if (size < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((magic[i] & 0xFF) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
