package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.util.Optional;

/** Brings single things of the layers below into a difference, as the overlay itself would. */
final class CopyUp {

  private static final int BUFFER = 64 * 1024;

  private final RootDirectory root;
  private final Marks marks;

  CopyUp(RootDirectory root, Marks marks) {
    this.root = root;
    this.marks = marks;
  }

  /** Gives a folder what the one below it has; the times are the caller's. */
  void describe(LayerStack.Found from, String path) {
    root.chown(path, from.stat().uid(), from.stat().gid());
    root.chmod(path, from.stat().permissions());
    copyXattrs(from, path);
  }

  /** Makes anything but a folder. */
  void make(LayerStack.Found from, String path) {
    if (!marks.mayLink() || !link(from, path)) {
      copy(from, path);
    }
  }

  /** So it stays one file with its names in the layers below. */
  private boolean link(LayerStack.Found from, String path) {
    try {
      root.linkFrom(from.layer(), path, path);
      return true;
    } catch (CarobException e) {
      return false; // too many names, or another file system: the copy says what is wrong
    }
  }

  private void copy(LayerStack.Found from, String path) {
    FileStat stat = from.stat();
    if (stat.isSymlink()) {
      root.symlink(from.layer().readlink(path), path);
      root.chown(path, stat.uid(), stat.gid());
    } else {
      if (stat.isRegular()) {
        copyContent(from.layer(), path);
      } else {
        root.mknod(path, stat.type(), 0600, stat.rdev());
      }
      root.chown(path, stat.uid(), stat.gid());
      root.chmod(path, stat.permissions());
      copyXattrs(from, path);
    }
    root.setTimes(path, stat.atime(), stat.mtime());
  }

  private void copyContent(RootDirectory layer, String path) {
    byte[] buffer = new byte[BUFFER];
    try (OpenFile from = layer.openFile(path);
        OpenFile to = root.createFile(path, 0600)) {
      for (int n = from.read(buffer, 0, BUFFER); n > 0; n = from.read(buffer, 0, BUFFER)) {
        to.write(buffer, 0, n);
      }
    }
  }

  private void copyXattrs(LayerStack.Found from, String path) {
    for (String attribute : from.layer().listXattrs(path)) {
      if (!marks.isMarkAttribute(attribute)) {
        Optional<byte[]> value = from.layer().getXattr(path, attribute);
        value.ifPresent(bytes -> root.setXattr(path, attribute, bytes));
      }
    }
  }
}
