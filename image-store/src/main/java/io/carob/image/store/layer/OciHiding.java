package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;

/** Whiteouts are kept as files, as they stand in the layer. */
final class OciHiding implements Hiding {

  @Override
  public boolean keepsFiles() {
    return true;
  }

  @Override
  public void hide(String parent, String name) {
    throw new IllegalStateException("whiteouts are files here");
  }

  @Override
  public void hideChildren(String folder) {
    throw new IllegalStateException("whiteouts are files here");
  }

  @Override
  public void brought(String parent, String name) {
    // Everything in the folder is of this layer.
  }

  @Override
  public boolean isOurs(String parent, String name, FileStat there) {
    return true;
  }

  @Override
  public void folderReplaces(String folder, FileStat before) {
    // The whiteout's file stands beside it and says it all.
  }
}
