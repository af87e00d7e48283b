package io.carob.api.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.ErrorCode;
import java.util.regex.Pattern;

/**
 * The name of a snapshot, unique within one driver. A layer's committed snapshot is named by its
 * chain identity, so that every image and every replica on the node shares it.
 *
 * @param value 1 to 255 letters, digits and {@code . _ : / -}, beginning with a letter or digit
 */
public record SnapshotKey(String value) implements Comparable<SnapshotKey> {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,254}");

  /**
   * Checks the name.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it breaks the grammar
   */
  public SnapshotKey {
    if (!VALID.matcher(value).matches()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "snapshot name \"" + value + "\" must be 1 to 255 letters, digits and . _ : / -");
    }
  }

  /**
   * {@return the name of a layer's committed snapshot}
   *
   * @param chainId the layer and all below it
   */
  public static SnapshotKey of(ChainId chainId) {
    return new SnapshotKey(chainId.toString());
  }

  @Override
  public int compareTo(SnapshotKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
