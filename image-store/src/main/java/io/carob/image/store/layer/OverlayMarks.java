package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the overlay file system marks what hides: devices 0/0 and opaque folders. */
final class OverlayMarks implements Marks {

  private static final String PREFIX = "trusted.overlay.";
  private static final String OPAQUE = PREFIX + "opaque";
  private static final String ORIGIN = PREFIX + "origin";
  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

  @Override
  public boolean isWhiteout(FileStat stat) {
    return isDevice(stat);
  }

  static boolean isDevice(FileStat stat) {
    return stat.type() == FileType.CHARACTER_DEVICE && stat.rdev() == 0;
  }

  @Override
  public boolean isMark(String name) {
    return false;
  }

  @Override
  public boolean isHidden(RootDirectory layer, String parent, String name) {
    return false;
  }

  @Override
  public boolean isOpaque(RootDirectory layer, String folder) {
    return layer
        .getXattr(LayerPath.self(folder), OPAQUE)
        .filter(value -> Arrays.equals(value, YES))
        .isPresent();
  }

  /**
   * The folder is told to have whiteouts, too. Without this the kernel lists them as devices when
   * no lower layer has the folder. An empty value is "copied up, origin unknown".
   */
  @Override
  public void hide(RootDirectory root, String parent, String name) {
    root.mknod(LayerPath.join(parent, name), FileType.CHARACTER_DEVICE, 0, 0);
    root.setXattr(LayerPath.self(parent), ORIGIN, new byte[0]);
  }

  /** The kernel does not look at the mark on the root of a layer: the driver must. */
  @Override
  public void makeOpaque(RootDirectory root, String folder) {
    root.setXattr(LayerPath.self(folder), OPAQUE, YES);
  }

  @Override
  public boolean isMarkAttribute(String attribute) {
    return attribute.startsWith(PREFIX);
  }

  /** The kernel gives every layer's inode a state of its own. */
  @Override
  public boolean mayLink() {
    return false;
  }
}
