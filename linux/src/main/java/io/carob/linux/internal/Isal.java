package io.carob.linux.internal;

import com.kenai.jffi.Library;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libisal (ISA-L 2, {@code libisal.so.2}) that inflate, and where the fields of
 * its state lie: the same on every 64-bit Linux. Results are the library's own codes.
 */
public final class Isal {

  /** Bytes of {@code struct inflate_state}, with room for later fields. */
  public static final int STATE_SIZE = 128 * 1024;

  public static final int NEXT_OUT = 0;
  public static final int AVAIL_OUT = 8;
  public static final int TOTAL_OUT = 12;
  public static final int NEXT_IN = 16;
  public static final int AVAIL_IN = 32;
  public static final int BLOCK_STATE = 21160;
  public static final int CRC_FLAG = 21172;

  /** {@code ISAL_BLOCK_FINISH}: all is inflated, and all of it is in the output. */
  public static final int BLOCK_FINISH = 5;

  /** {@code ISAL_GZIP_NO_HDR_VER}: no header; checksum and size at the end are verified. */
  public static final int GZIP_BODY = 6;

  /** The first failure code: 0 and 1 and 2 say what there is no more of. */
  public static final int NEED_DICTIONARY = 6;

  public static final int WRONG_CHECKSUM = -6;

  private static final String FILE = "libisal.so.2";
  private static final @Nullable Library LIBRARY = Library.getCachedInstance(FILE, Library.NOW);
  private static final NativeFunction INIT = new NativeFunction(LIBRARY, "isal_inflate_init", 1);
  private static final NativeFunction RESET = new NativeFunction(LIBRARY, "isal_inflate_reset", 1);
  private static final NativeFunction INFLATE = new NativeFunction(LIBRARY, "isal_inflate", 1);

  private Isal() {}

  /** Whether the library and all of these functions are there. */
  public static boolean isThere() {
    return INIT.isThere() && RESET.isThere() && INFLATE.isThere();
  }

  public static void init(long state) {
    INIT.call(state);
  }

  public static void reset(long state) {
    RESET.call(state);
  }

  /** One step; errno is of no meaning, so -1 is a code of the library as well. */
  public static int inflate(long state) {
    return (int) INFLATE.raw(state);
  }
}
