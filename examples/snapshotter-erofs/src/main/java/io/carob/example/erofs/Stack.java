package io.carob.example.erofs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.Xattrs;
import io.carob.linux.mount.Mounts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The mounted layers below a snapshot, the topmost first. */
final class Stack {

  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final byte[] YES = {'y'};

  private Stack() {}

  /**
   * Those that show: down to the first whose root folder is opaque, with that one. The kernel looks
   * at this mark on every folder but the root of a layer.
   */
  static List<Path> showing(List<Path> lower) {
    for (int i = 0; i < lower.size(); i++) {
      requireMounted(lower.get(i));
      boolean opaque =
          Xattrs.get(lower.get(i), OPAQUE).filter(value -> Arrays.equals(value, YES)).isPresent();
      if (opaque) {
        return lower.subList(0, i + 1);
      }
    }
    return lower;
  }

  /** An empty folder instead of a layer would look like a layer that lost its files. */
  static void requireMounted(Path layer) {
    if (!Mounts.isMountPoint(layer)) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "the layer at " + layer + " is not mounted; it has to be before anything stands on it");
    }
  }
}
