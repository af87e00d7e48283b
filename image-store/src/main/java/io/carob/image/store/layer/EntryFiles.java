package io.carob.image.store.layer;

import io.carob.image.store.tar.SparseMap;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import io.carob.image.store.tar.TarType;
import io.carob.linux.fs.Device;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Makes files from entries, exactly: content, owner, mode with set-id bits, extended attributes,
 * times, in the order in which one does not undo the other.
 */
final class EntryFiles {

  private static final int SET_ID = 06000;

  private final RootDirectory root;
  private final FolderTimes times;
  private final UnpackLimits limits;
  private long bytes;

  EntryFiles(RootDirectory root, FolderTimes times, UnpackLimits limits) {
    this.root = root;
    this.times = times;
    this.limits = limits;
  }

  /**
   * Makes anything but a folder; nothing has happened when it fails with {@code ALREADY_EXISTS}.
   *
   * @param target the clean target of a hard link
   */
  void create(TarReader tar, TarEntry entry, String path, Optional<String> target) {
    switch (entry.type()) {
      case FILE -> createFile(tar, entry, path);
      case HARD_LINK -> root.link(target.orElseThrow(), path);
      case SYMLINK -> createSymlink(entry, path);
      case CHARACTER_DEVICE -> createNode(entry, path, FileType.CHARACTER_DEVICE);
      case BLOCK_DEVICE -> createNode(entry, path, FileType.BLOCK_DEVICE);
      case FIFO -> createNode(entry, path, FileType.FIFO);
      case DIRECTORY, NOTE, UNKNOWN ->
          throw LayerErrors.refused(
              path, "its type '" + entry.typeFlag() + "' has no meaning in a layer");
    }
  }

  private void createFile(TarReader tar, TarEntry entry, String path) {
    bytes += entry.realSize();
    if (bytes > limits.bytes() || bytes < 0) {
      throw LayerErrors.over("bytes of files", limits.bytes());
    }
    try (OpenFile file = root.createFile(path, entry.mode() & ~SET_ID)) {
      if (entry.sparse().isPresent()) {
        writeSparse(tar, file, entry.sparse().get(), entry.realSize());
      } else {
        writeData(tar, file, entry.size());
      }
      file.setOwner(entry.uid(), entry.gid());
      if ((entry.mode() & SET_ID) != 0) {
        file.setMode(entry.mode());
      }
      for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
        if (LayerXattrs.isKept(xattr.getKey())) {
          file.setXattr(xattr.getKey(), xattr.getValue());
        }
      }
      file.setTimes(accessTime(entry), entry.mtime());
    }
  }

  private static void writeData(TarReader tar, OpenFile file, long size) {
    long left = size;
    while (left > 0) {
      left -= tar.read(file::write, left);
    }
  }

  private static void writeSparse(TarReader tar, OpenFile file, SparseMap map, long realSize) {
    for (int i = 0; i < map.count(); i++) {
      if (map.length(i) > 0) {
        file.position(map.offset(i));
        writeData(tar, file, map.length(i));
      }
    }
    file.truncate(realSize);
  }

  private void createSymlink(TarEntry entry, String path) {
    if (entry.linkName().isEmpty()) {
      throw LayerErrors.refused(path, "it is a symbolic link to nothing");
    }
    root.symlink(entry.linkName(), path);
    root.chown(path, entry.uid(), entry.gid());
    root.setTimes(path, accessTime(entry), entry.mtime());
  }

  private void createNode(TarEntry entry, String path, FileType type) {
    boolean device = entry.type() != TarType.FIFO;
    if (type == FileType.CHARACTER_DEVICE && entry.major() == 0 && entry.minor() == 0) {
      throw LayerErrors.refused(path, "it is device 0/0, which would hide what lower layers have");
    }
    root.mknod(
        path, type, entry.mode() & ~SET_ID, device ? Device.of(entry.major(), entry.minor()) : 0);
    root.chown(path, entry.uid(), entry.gid());
    if ((entry.mode() & SET_ID) != 0) {
      root.chmod(path, entry.mode());
    }
    root.setTimes(path, accessTime(entry), entry.mtime());
  }

  /** Gives an existing folder what its entry says; its times follow at the end. */
  void describeFolder(String path, TarEntry entry, boolean existed) {
    String name = path.isEmpty() ? "." : path;
    root.chown(name, entry.uid(), entry.gid());
    root.chmod(name, entry.mode());
    if (existed) {
      for (String attribute : root.listXattrs(name)) {
        if (LayerXattrs.isKept(attribute) && !entry.xattrs().containsKey(attribute)) {
          root.removeXattr(name, attribute);
        }
      }
    }
    for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
      if (LayerXattrs.isKept(xattr.getKey())) {
        root.setXattr(name, xattr.getKey(), xattr.getValue());
      }
    }
    times.put(path, accessTime(entry), entry.mtime());
  }

  private static Instant accessTime(TarEntry entry) {
    Instant mtime = entry.mtime();
    return entry.atime().filter(time -> time.isAfter(mtime)).orElse(mtime);
  }
}
