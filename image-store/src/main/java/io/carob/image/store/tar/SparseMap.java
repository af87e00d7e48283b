package io.carob.image.store.tar;

import java.util.Arrays;

/** Where the data of a sparse file goes: ascending pieces of offset and length. */
public final class SparseMap {

  private static final int MAX_PIECES = 1 << 20;

  private long[] pairs = new long[8];
  private int count;

  SparseMap() {}

  void add(long offset, long length) {
    if (count == MAX_PIECES) {
      throw TarErrors.tooLarge("pieces of a sparse file", MAX_PIECES);
    }
    if (2 * count == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * pairs.length);
    }
    pairs[2 * count] = offset;
    pairs[2 * count + 1] = length;
    count++;
  }

  /** Number of pieces. */
  public int count() {
    return count;
  }

  /** Where a piece begins in the file. */
  public long offset(int piece) {
    return pairs[2 * piece];
  }

  /** How many bytes a piece has. */
  public long length(int piece) {
    return pairs[2 * piece + 1];
  }

  /** Checks that pieces ascend, lie within the file and use exactly the data there is. */
  void verify(long realSize, long dataSize) {
    long end = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (length(i) < 0 || offset(i) < end || offset(i) > realSize - length(i)) {
        throw TarErrors.corrupt("the map of a sparse file is not in order");
      }
      end = offset(i) + length(i);
      sum += length(i);
    }
    if (realSize < 0 || sum != dataSize) {
      throw TarErrors.corrupt("the map of a sparse file does not fit its data");
    }
  }
}
