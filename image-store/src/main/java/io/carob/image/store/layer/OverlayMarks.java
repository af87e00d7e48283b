package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the overlay file system marks what hides: devices 0/0 and opaque folders. */
final class OverlayMarks {

  private static final String PREFIX = "trusted.overlay.";
  private static final String OPAQUE = PREFIX + "opaque";
  private static final String ORIGIN = PREFIX + "origin";
  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

  private OverlayMarks() {}

  static boolean isWhiteout(FileStat stat) {
    return stat.type() == FileType.CHARACTER_DEVICE && stat.rdev() == 0;
  }

  static void makeWhiteout(RootDirectory root, String path) {
    root.mknod(path, FileType.CHARACTER_DEVICE, 0, 0);
  }

  static boolean isOpaque(RootDirectory root, String folder) {
    return root.getXattr(LayerPath.self(folder), OPAQUE)
        .filter(value -> Arrays.equals(value, YES))
        .isPresent();
  }

  /** The kernel does not look at the mark on the root of a layer: the driver must. */
  static void makeOpaque(RootDirectory root, String folder) {
    root.setXattr(LayerPath.self(folder), OPAQUE, YES);
  }

  /**
   * Tells the kernel that the folder has whiteouts. Without this it lists them as devices when no
   * lower layer has the folder. An empty value is "copied up, origin unknown".
   */
  static void expectWhiteouts(RootDirectory root, String folder) {
    root.setXattr(LayerPath.self(folder), ORIGIN, new byte[0]);
  }

  static boolean isMark(String attribute) {
    return attribute.startsWith(PREFIX);
  }
}
