package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** How much a jar may hold. It is read whole before anybody vouches for it, and may be a bomb. */
final class JarLimits {

  private static final int ENTRIES = 1 << 16;
  private static final long BYTES = 1L << 30;
  private static final long META = 16L << 20;
  private static final int TEXT = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final int entries;
  private final long meta;
  private long left;

  /** The limits of one jar. */
  JarLimits() {
    this(ENTRIES, BYTES, META);
  }

  /**
   * Limits of one jar.
   *
   * @param entries how many it may have
   * @param bytes how much they may be together
   * @param meta how much each of those may be that Java reads at once: manifest and signatures
   */
  JarLimits(int entries, long bytes, long meta) {
    this.entries = entries;
    this.left = bytes;
    this.meta = meta;
  }

  /** Looks at the number of entries, and at what Java itself would read without a limit. */
  void check(Path jar) throws IOException, Refusal {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.size() > entries) {
        throw new Refusal("has more than " + entries + " entries");
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (isReadAtOnce(entry.getName().toUpperCase(Locale.ROOT))) {
          check(zip, entry);
        }
      }
    }
  }

  private static boolean isReadAtOnce(String name) {
    return name.matches("META-INF/[^/]+") || name.matches("(?s)/?META-INF/.*\\.(SF|RSA|DSA|EC)");
  }

  private void check(ZipFile zip, ZipEntry entry) throws IOException, Refusal {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        size += count;
        if (size > meta) {
          throw new Refusal("holds more than " + meta + " bytes in " + entry.getName());
        }
      }
    }
  }

  /** Counts what was read. */
  void count(int bytes) throws Refusal {
    left -= bytes;
    if (left < 0) {
      throw new Refusal("holds more than 1 GiB once it is unpacked");
    }
  }

  /** Reads a text. */
  static byte[] text(InputStream in, String name) throws IOException, Refusal {
    byte[] text = in.readNBytes(TEXT + 1);
    if (text.length > TEXT) {
      throw new Refusal("holds more than 1 MiB in " + name);
    }
    return text;
  }
}
