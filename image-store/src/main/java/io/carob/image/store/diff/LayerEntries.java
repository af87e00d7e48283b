package io.carob.image.store.diff;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.layer.LayerXattrs;
import io.carob.image.store.write.TarMeta;
import io.carob.image.store.write.TarWriter;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes entries of a tree as those of a layer. The tree may be written to meanwhile: what vanishes
 * is left out, what grows or shrinks is cut or filled up to the size it began with.
 */
final class LayerEntries {

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int BUFFER = 128 * 1024;

  private final RootDirectory root;
  private final TarWriter tar;
  private final Map<Long, String> firstNames = new HashMap<>();
  private final byte[] buffer = new byte[BUFFER];
  private Optional<Instant> newest = Optional.empty();

  LayerEntries(RootDirectory root, TarWriter tar) {
    this.root = root;
    this.tar = tar;
  }

  /** The latest time of change of all entries; empty when there is none. */
  Optional<Instant> newest() {
    return newest;
  }

  /** Writes one entry, without what is in it. */
  void entry(String path, FileStat stat) throws IOException {
    refuseUnsayable(path, stat);
    switch (stat.type()) {
      case DIRECTORY -> head(TarMeta.FOLDER, path.isEmpty() ? "./" : path + "/", "", path, stat, 0);
      case REGULAR -> file(path, stat);
      case SYMLINK -> symlink(path, stat);
      case CHARACTER_DEVICE -> special(TarMeta.CHARACTER_DEVICE, path, stat);
      case BLOCK_DEVICE -> special(TarMeta.BLOCK_DEVICE, path, stat);
      case FIFO -> special(TarMeta.FIFO, path, stat);
      case SOCKET, UNKNOWN -> {
        // A socket is of no use without the process that listens there.
      }
    }
  }

  /** Hides a name of the layers below. */
  void whiteout(String folder, String name) throws IOException {
    tar.entry(TarMeta.plain(join(folder, WHITEOUT + name), 0, 0600));
  }

  /** Hides all that the layers below have in a folder. */
  void opaque(String folder) throws IOException {
    tar.entry(TarMeta.plain(join(folder, OPAQUE), 0, 0600));
  }

  private static void refuseUnsayable(String path, FileStat stat) {
    String why = "";
    if (path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT)) {
      why = "names that begin with .wh. mean deleted files there";
    } else if (isNothing(stat)) {
      why = "a character device 0/0 means a deleted file to overlay";
    }
    if (!why.isEmpty()) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "making a layer: /" + RawName.toText(path) + " cannot be in one: " + why + ". Remove it");
    }
  }

  /** The device that overlay has for deleted files. */
  static boolean isNothing(FileStat stat) {
    return stat.type() == FileType.CHARACTER_DEVICE && stat.rdev() == 0;
  }

  private void file(String path, FileStat stat) throws IOException {
    if (link(path, stat)) {
      return;
    }
    Optional<OpenFile> open = open(path);
    if (open.isEmpty()) {
      return;
    }
    try (OpenFile file = open.get()) {
      FileStat now = file.stat();
      head(TarMeta.FILE, path, "", path, now, now.size());
      while (tar.left() > 0) {
        int n = file.read(buffer, 0, (int) Math.min(BUFFER, tar.left()));
        if (n < 0) {
          tar.fill();
        } else {
          tar.data(buffer, 0, n);
        }
      }
      remember(path, now);
    }
  }

  private Optional<OpenFile> open(String path) {
    try {
      return Optional.of(root.openFile(path));
    } catch (CarobException e) {
      if (hasVanished(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What was listed is gone, or has become something else. */
  static boolean hasVanished(CarobException e) {
    return e.code() == ErrorCode.NOT_FOUND
        || e.code() == ErrorCode.FAILED_PRECONDITION
        || e.code() == ErrorCode.INVALID_ARGUMENT;
  }

  private void symlink(String path, FileStat stat) throws IOException {
    if (link(path, stat)) {
      return;
    }
    try {
      head(TarMeta.SYMLINK, path, root.readlink(path), path, stat, 0);
    } catch (CarobException e) {
      if (hasVanished(e)) {
        return;
      }
      throw e;
    }
    remember(path, stat);
  }

  private void special(char type, String path, FileStat stat) throws IOException {
    if (!link(path, stat)) {
      head(type, path, "", path, stat, 0);
      remember(path, stat);
    }
  }

  /** Writes a hard link when another name of the inode was written before. */
  private boolean link(String path, FileStat stat) throws IOException {
    String first = stat.nlink() > 1 ? firstNames.get(stat.ino()) : null;
    if (first == null) {
      return false;
    }
    head(TarMeta.HARD_LINK, path, first, path, stat, 0);
    return true;
  }

  private void remember(String path, FileStat stat) {
    if (stat.nlink() > 1) {
      firstNames.put(stat.ino(), path);
    }
  }

  private void head(char type, String name, String link, String path, FileStat stat, long size)
      throws IOException {
    boolean described = type == TarMeta.FILE || type == TarMeta.FOLDER;
    tar.entry(
        new TarMeta(
            type,
            name,
            link,
            stat.permissions(),
            Integer.toUnsignedLong(stat.uid()),
            Integer.toUnsignedLong(stat.gid()),
            size,
            stat.mtime(),
            stat.major(),
            stat.minor(),
            described ? xattrs(root, path) : new TreeMap<>()));
    if (newest.isEmpty() || newest.get().isBefore(stat.mtime())) {
      newest = Optional.of(stat.mtime());
    }
  }

  /** The attributes that a layer may have; none of what has vanished. */
  static SortedMap<String, byte[]> xattrs(RootDirectory root, String path) {
    SortedMap<String, byte[]> kept = new TreeMap<>();
    try {
      for (String name : root.listXattrs(path)) {
        if (LayerXattrs.isKept(name)) {
          root.getXattr(path, name).ifPresent(value -> kept.put(name, value));
        }
      }
    } catch (CarobException e) {
      if (!hasVanished(e)) {
        throw e;
      }
    }
    return kept;
  }

  static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
