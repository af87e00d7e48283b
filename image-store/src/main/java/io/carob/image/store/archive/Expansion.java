package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;

/** Bounds what a small archive can make of itself. Pure. */
public final class Expansion {

  /** Small files of zeros are harmless and compress without bound. */
  private static final long FREE = 64L << 20;

  /** Somewhat more than gzip can do. */
  private static final long MOST = 1100;

  private Expansion() {}

  /** Refuses more bytes than an honest stream of that packed size has. */
  public static void check(String what, long plain, long packed) {
    if (plain > FREE && plain / MOST > packed) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "import: " + what + " expands to more than " + MOST + " times its size");
    }
  }
}
