package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whiteouts as the overlay file system has them. A folder that this layer brings over a name that
 * it hides must be opaque, whichever of the two came first.
 */
final class OverlayHiding implements Hiding {

  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final String ORIGIN = "trusted.overlay.origin";
  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

  private final RootDirectory root;

  OverlayHiding(RootDirectory root) {
    this.root = root;
  }

  @Override
  public boolean keepsFiles() {
    return false;
  }

  @Override
  public void hide(String parent, String name) {
    String path = LayerPath.join(parent, name);
    Optional<FileStat> there = root.find(path);
    if (there.isEmpty()) {
      root.mknod(path, FileType.CHARACTER_DEVICE, 0, 0);
      expectWhiteouts(parent);
    } else if (there.get().isDirectory()) {
      hideChildren(path);
    }
  }

  /**
   * Tells the kernel that the folder has whiteouts. Without this it lists them as devices when no
   * lower layer has the folder. An empty value is "copied up, origin unknown".
   */
  private void expectWhiteouts(String folder) {
    root.setXattr(LayerPath.self(folder), ORIGIN, new byte[0]);
  }

  /** The kernel does not look at the mark on the root of a layer: the driver must. */
  @Override
  public void hideChildren(String folder) {
    root.setXattr(LayerPath.self(folder), OPAQUE, YES);
  }

  @Override
  public void brought(String parent, String name) {
    // Everything but the whiteouts is of this layer.
  }

  @Override
  public boolean isOurs(String parent, String name, FileStat there) {
    return !isWhiteout(there);
  }

  @Override
  public void folderReplaces(String folder, FileStat before) {
    if (isWhiteout(before)) {
      hideChildren(folder);
    }
  }

  @Override
  public boolean needsFolder() {
    return true;
  }

  private static boolean isWhiteout(FileStat stat) {
    return stat.type() == FileType.CHARACTER_DEVICE && stat.rdev() == 0;
  }
}
