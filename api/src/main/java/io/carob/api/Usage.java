package io.carob.api;

/**
 * Space on disk.
 *
 * @param bytes bytes allocated on disk (blocks, not lengths)
 * @param inodes number of inodes
 */
public record Usage(long bytes, long inodes) {

  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0);

  /**
   * Checks the numbers.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when one is negative
   */
  public Usage {
    if (bytes < 0 || inodes < 0) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "usage cannot be negative");
    }
  }

  /**
   * {@return the sum of both}
   *
   * @param other what to add
   */
  public Usage plus(Usage other) {
    return new Usage(bytes + other.bytes, inodes + other.inodes);
  }
}
