package io.carob.linux.fs;

/** Makes a tree of what a {@link MergedTree} shows, of copies or of hard links. */
final class MergedCopy implements MergedWalk.Visitor {

  private final RootDirectory target;
  private final EntryCopy entries;
  private final boolean links;

  MergedCopy(RootDirectory target, CopyOptions options, boolean links) {
    this.target = target;
    this.entries = new EntryCopy(target, options);
    this.links = links;
  }

  @Override
  public void folder(RootDirectory source, String path, FileStat stat) {
    if (path.isEmpty()) {
      entries.attributes(source, path, stat);
    } else {
      entries.makeFolder(source, path, stat);
    }
  }

  @Override
  public void file(RootDirectory source, int folder, String name, String path, FileStat stat) {
    if (!links) {
      entries.file(source, folder, name, path, stat);
    } else if (stat.type() != FileType.SOCKET) {
      target.link(folder, name, path);
    }
  }

  @Override
  public void done(String path, FileStat stat) {
    entries.finishFolder(path, stat);
  }
}
