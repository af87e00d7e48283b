package io.carob.linux.inflate;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.internal.Isal;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;

/**
 * Inflates the bodies of gzip members with the host's libisal, in little more than half of zlib's
 * time: what stands between a member's header and the end of its trailer. The trailer's checksum
 * and size are verified.
 *
 * <p>A story: {@link #begin} for each member, then {@link #feed} and {@link #inflate} in turn until
 * {@link #isFinished}; what {@link #remaining} says then belongs to whatever follows.
 *
 * <p>For one thread at a time. Whether it can be used is found out once, by inflating something
 * known: {@link #isAvailable}. The system property {@value #SWITCH} set to {@code false} switches
 * it off.
 */
public final class IsalInflater {

  /** The system property that switches libisal off. */
  public static final String SWITCH = "carob.isal";

  private final ByteBuffer state = Scratch.direct(Isal.STATE_SIZE);
  private final long stateAddress = Scratch.address(state);
  private final ByteBuffer input;
  private final long inputAddress;
  private final ByteBuffer output;
  private final long outputAddress;
  private boolean finished = true;

  /**
   * Allocates the native memory, which goes with this object.
   *
   * @param input most bytes of one {@link #feed}
   * @param output most bytes that one {@link #inflate} can give
   */
  public IsalInflater(int input, int output) {
    if (!Isal.isThere()) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED, "inflate: libisal is not there; apt-get install libisal2");
    }
    this.input = Scratch.direct(input);
    this.inputAddress = Scratch.address(this.input);
    this.output = Scratch.direct(output);
    this.outputAddress = Scratch.address(this.output);
    Isal.init(stateAddress);
  }

  /** Whether this host has libisal, it works, and nobody has switched it off. */
  public static boolean isAvailable() {
    return IsalProbe.WORKS && !"false".equals(System.getProperty(SWITCH));
  }

  /** Begins a member behind its header; input that was left over is dropped. */
  public void begin() {
    Isal.reset(stateAddress);
    state.putInt(Isal.CRC_FLAG, Isal.GZIP_BODY);
    state.putInt(Isal.AVAIL_IN, 0);
    finished = false;
  }

  /** How many bytes of the last {@link #feed} have not been taken. */
  public int remaining() {
    return state.getInt(Isal.AVAIL_IN);
  }

  /** Gives input, when all before was taken. */
  public void feed(byte[] bytes, int offset, int length) {
    input.put(0, bytes, offset, length);
    state.putLong(Isal.NEXT_IN, inputAddress);
    state.putInt(Isal.AVAIL_IN, length);
  }

  /**
   * Inflates.
   *
   * @return how many bytes were written; 0 when it needs input or is finished
   * @throws CarobException {@code DATA_LOSS} for corrupt input or a wrong checksum
   */
  public int inflate(byte[] into, int offset, int length) {
    int room = Math.min(length, output.capacity());
    state.putLong(Isal.NEXT_OUT, outputAddress);
    state.putInt(Isal.AVAIL_OUT, room);
    int code = Isal.inflate(stateAddress);
    if (code < 0 || code >= Isal.NEED_DICTIONARY) {
      throw corrupt(code);
    }
    finished = state.getInt(Isal.BLOCK_STATE) == Isal.BLOCK_FINISH;
    int n = room - state.getInt(Isal.AVAIL_OUT);
    output.get(0, into, offset, n);
    return n;
  }

  /** Whether the member has ended and its trailer was right. */
  public boolean isFinished() {
    return finished;
  }

  private static CarobException corrupt(int code) {
    return new CarobException(
        ErrorCode.DATA_LOSS,
        "the gzip stream is corrupt: "
            + (code == Isal.WRONG_CHECKSUM
                ? "its checksum is wrong"
                : code == Isal.NEED_DICTIONARY
                    ? "it wants a dictionary"
                    : "it cannot be inflated (" + code + ")"));
  }
}
