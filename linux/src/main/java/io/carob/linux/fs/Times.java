package io.carob.linux.fs;

import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The two timespecs of utimensat(2). */
final class Times {

  private Times() {}

  static long put(Instant access, Instant modification) {
    Scratch scratch = Scratch.get();
    ByteBuffer s = scratch.struct();
    s.putLong(0, access.getEpochSecond());
    s.putLong(8, access.getNano());
    s.putLong(16, modification.getEpochSecond());
    s.putLong(24, modification.getNano());
    return scratch.structAddress();
  }
}
