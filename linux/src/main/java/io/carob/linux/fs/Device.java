package io.carob.linux.fs;

/** Device numbers as the C library packs them. */
public final class Device {

  private Device() {}

  /** Packs a major and a minor number. */
  public static long of(int major, int minor) {
    long high = Integer.toUnsignedLong(major);
    long low = Integer.toUnsignedLong(minor);
    return ((high & 0xFFFFF000L) << 32)
        | ((high & 0xFFFL) << 8)
        | ((low & 0xFFFFFF00L) << 12)
        | (low & 0xFFL);
  }

  /** The major number. */
  public static int major(long device) {
    return (int) (((device >>> 32) & 0xFFFFF000L) | ((device >>> 8) & 0xFFFL));
  }

  /** The minor number. */
  public static int minor(long device) {
    return (int) (((device >>> 12) & 0xFFFFFF00L) | (device & 0xFFL));
  }
}
