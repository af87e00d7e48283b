package io.carob.tck.snapshot;

import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.linux.RawName;
import io.carob.linux.fs.Device;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.fs.Xattrs;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What the tests do beyond java.nio.file; no link in the last part of a path is followed. */
final class Fs {

  private Fs() {}

  /** Gives a file, folder or node all attributes; the mode after the owner, which clears bits. */
  static void apply(Path path, Meta meta) {
    in(path, (folder, name) -> folder.chown(name, meta.uid(), meta.gid()));
    in(path, (folder, name) -> folder.chmod(name, meta.mode()));
    meta.xattrs().forEach((attribute, value) -> setXattr(path, attribute, value));
    setTime(path, meta.mtime());
  }

  /** Gives a symbolic link the attributes that it can have. */
  static void applyToLink(Path path, Meta meta) {
    in(path, (folder, name) -> folder.chown(name, meta.uid(), meta.gid()));
    meta.xattrs().forEach((attribute, value) -> setXattr(path, attribute, value));
    setTime(path, meta.mtime());
  }

  static void setTime(Path path, Instant time) {
    in(path, (folder, name) -> folder.setTimes(name, time, time));
  }

  static void makeNode(Path path, Entry.Type type, int major, int minor) {
    FileType fileType =
        switch (type) {
          case FIFO -> FileType.FIFO;
          case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
          case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
        };
    long device = type == Entry.Type.FIFO ? 0 : Device.of(major, minor);
    in(path, (folder, name) -> folder.mknod(name, fileType, 0600, device));
  }

  static void setXattr(Path path, String attribute, byte[] value) {
    Xattrs.set(path, attribute, value);
  }

  static Map<String, byte[]> xattrs(Path path) {
    Map<String, byte[]> found = new TreeMap<>();
    for (String attribute : Xattrs.list(path)) {
      Xattrs.get(path, attribute).ifPresent(value -> found.put(attribute, value));
    }
    return found;
  }

  /** Removes all but what overlay keeps for itself. */
  static void removeXattrs(Path path) {
    for (String attribute : Xattrs.list(path)) {
      if (!attribute.startsWith("trusted.overlay.")) {
        Xattrs.remove(path, attribute);
      }
    }
  }

  /** Removes a file or a whole tree; absent is fine. */
  static void removeTree(Path path) {
    if (Files.exists(parent(path), LinkOption.NOFOLLOW_LINKS)) {
      in(path, RootDirectory::removeTree);
    }
  }

  static void removeChildren(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      children.toList().forEach(Fs::removeTree);
    }
  }

  /** What a tree takes on disk, each inode counted once. */
  static Usage usage(Path root) throws IOException {
    Set<List<Long>> seen = new HashSet<>();
    Usage sum = Usage.NONE;
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        FileStat stat = FileStat.of(path);
        if (seen.add(List.of(stat.dev(), stat.ino()))) {
          sum = sum.plus(new Usage(stat.allocated(), 1));
        }
      }
    }
    return sum;
  }

  static void mount(List<Mount> mounts, Path target) {
    mounts.forEach(mount -> Mounts.mount(mount, target));
  }

  static void unmount(Path target) {
    Mounts.unmount(target, false);
  }

  static void unmountAllBelow(Path root) {
    Mounts.unmountAll(root, true);
  }

  private static void in(Path path, BiConsumer<RootDirectory, String> work) {
    try (RootDirectory folder = RootDirectory.open(parent(path))) {
      work.accept(folder, RawName.ofPath(Objects.requireNonNull(path.getFileName())));
    }
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent());
  }
}
