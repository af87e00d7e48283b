package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.OciWhiteouts;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.time.Instant;

/** Empty files beside what they hide; all alike, so that trees can be compared. */
final class OciMarks implements Marks {

  @Override
  public boolean isWhiteout(FileStat stat) {
    return false;
  }

  @Override
  public boolean isMark(String name) {
    return OciWhiteouts.isMark(name);
  }

  @Override
  public boolean isHidden(RootDirectory layer, String parent, String name) {
    return layer.exists(LayerPath.join(parent, OciWhiteouts.of(name)));
  }

  @Override
  public boolean isOpaque(RootDirectory layer, String folder) {
    return layer.exists(LayerPath.join(folder, OciWhiteouts.OPAQUE));
  }

  @Override
  public void hide(RootDirectory root, String parent, String name) {
    make(root, LayerPath.join(parent, OciWhiteouts.of(name)));
  }

  @Override
  public void makeOpaque(RootDirectory root, String folder) {
    make(root, LayerPath.join(folder, OciWhiteouts.OPAQUE));
  }

  private static void make(RootDirectory root, String path) {
    try (OpenFile mark = root.createFile(path, 0)) {
      mark.setTimes(Instant.EPOCH, Instant.EPOCH);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  @Override
  public boolean isMarkAttribute(String attribute) {
    return false;
  }

  @Override
  public boolean mayLink() {
    return true;
  }
}
