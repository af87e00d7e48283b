package io.carob.example.erofs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.fs.Xattrs;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * What is in one place.
 *
 * <ul>
 *   <li>{@code fs}: a difference as overlay has it: of a layer that arrives, of an active snapshot,
 *       or of one that was committed. In a view it is empty.
 *   <li>{@code work}: beside it, in an active snapshot.
 *   <li>{@code layer.erofs}: instead of {@code fs}, the layer of an image, packed.
 *   <li>{@code mnt}: in what is committed, made last of all.
 * </ul>
 *
 * Names that end in {@code .new} grow, and are renamed when they are complete.
 */
final class ErofsPlace {

  private static final int ROOT_MODE = 0755;
  private static final List<String> NAMES =
      List.of("fs", "fs.new", "work", "layer.erofs", "layer.new", SnapshotDriver.LAYER_MOUNT);

  private final Path place;

  ErofsPlace(Path place) {
    this.place = place;
  }

  Path fs() {
    return place.resolve("fs");
  }

  Path work() {
    return place.resolve("work");
  }

  Path image() {
    return place.resolve("layer.erofs");
  }

  private Path mountPoint() {
    return place.resolve(SnapshotDriver.LAYER_MOUNT);
  }

  boolean isMade() {
    return isFolder(fs()) || isPacked();
  }

  boolean isPacked() {
    return Files.isRegularFile(image(), LinkOption.NOFOLLOW_LINKS);
  }

  boolean isCommitted() {
    return isFolder(mountPoint());
  }

  /**
   * Makes an empty {@code fs}, unless it is there: then it may hold what was written. It gets the
   * attributes of the topmost layer's root, because overlay shows those of the topmost folder.
   */
  void prepare(SnapshotKind kind, List<Path> lower) {
    if (kind == SnapshotKind.ACTIVE) {
      ensureWork();
    }
    if (!isFolder(fs())) {
      try (RootDirectory folder = RootDirectory.open(place)) {
        folder.removeTree("fs.new");
        folder.mkdir("fs.new", ROOT_MODE);
        if (!lower.isEmpty()) {
          Stack.requireMounted(lower.get(0));
          describe(folder, lower.get(0));
        }
        folder.renameNew("fs.new", "fs");
      }
    }
  }

  private static void describe(RootDirectory folder, Path from) {
    FileStat root = FileStat.of(from);
    folder.chown("fs.new", root.uid(), root.gid());
    folder.chmod("fs.new", root.permissions());
    for (String attribute : Xattrs.list(from)) {
      if (!attribute.startsWith(RawName.ofText("trusted.overlay."))) {
        Xattrs.get(from, attribute).ifPresent(v -> folder.setXattr("fs.new", attribute, v));
      }
    }
    folder.setTimes("fs.new", root.atime(), root.mtime());
  }

  /** A commit that did not come to its end may have taken it away. */
  void ensureWork() {
    if (!isFolder(work())) {
      mkdir("work", 0700);
    }
  }

  /** Makes an empty {@code fs} for a layer's difference; all else is discarded. */
  void begin() {
    try (RootDirectory folder = RootDirectory.open(place)) {
      NAMES.forEach(folder::removeTree);
      folder.mkdir("fs", ROOT_MODE);
    }
  }

  /**
   * Packs a layer, which could be unpacked again; one that cannot be packed stays a folder. What a container wrote stays as it is: should the
   * commit not be recorded, the snapshot is active as before.
   */
  void commit() {
    if (!isCommitted()) {
      if (!isPacked() && !isFolder(work()) && Mkfs.takes(fs())) {
        pack();
      }
      if (isPacked()) {
        FileTree.remove(fs());
      }
      mkdir(SnapshotDriver.LAYER_MOUNT, ROOT_MODE);
    }
    FileTree.removeFolder(work());
  }

  private void pack() {
    try (RootDirectory folder = RootDirectory.open(place)) {
      folder.removeTree("layer.new");
      Mkfs.run(fs(), place.resolve("layer.new"));
      folder.rename("layer.new", "layer.erofs");
    }
  }

  /** The same whether a committed place is mounted or not. */
  Usage usage() {
    if (!isCommitted()) {
      return FileTree.usage(place);
    }
    Usage folder = new Usage(FileStat.of(place).allocated(), 1);
    Usage content =
        isPacked()
            ? new Usage(FileStat.of(image()).allocated(), 1)
            : FileTree.usage(fs());
    return content.plus(folder).plus(folder); // the place itself, and the folder of the mount
  }

  private void mkdir(String name, int mode) {
    try (RootDirectory folder = RootDirectory.open(place)) {
      folder.mkdir(name, mode);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
