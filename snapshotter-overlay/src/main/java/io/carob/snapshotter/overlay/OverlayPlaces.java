package io.carob.snapshotter.overlay;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.fs.Xattrs;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Makes and clears the folders inside places. */
final class OverlayPlaces {

  private static final String FS = "fs";
  private static final String GROWING = "fs.new";
  private static final String WORK = "work";
  private static final int ROOT_MODE = 0755;
  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final byte[] YES = {'y'};

  private OverlayPlaces() {}

  /**
   * The parents that show: down to the first whose root folder is opaque, with that one. The kernel
   * looks at this mark on every folder but the root of a layer, so those below are left out.
   */
  static List<Path> showing(List<Path> parents) {
    for (int i = 0; i < parents.size(); i++) {
      if (isOpaque(parents.get(i))) {
        return parents.subList(0, i + 1);
      }
    }
    return parents;
  }

  /** A parent that is not there says nothing; mounting tells of it. */
  private static boolean isOpaque(Path place) {
    try {
      return Xattrs.get(OverlayPlan.fs(place), OPAQUE)
          .filter(value -> Arrays.equals(value, YES))
          .isPresent();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  static boolean isMade(Path place) {
    return Files.isDirectory(OverlayPlan.fs(place), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes an empty {@code fs}, unless it is there: then it may hold what was written. It gets the
   * attributes of the topmost parent's root, because overlay shows those of the topmost folder. It
   * is renamed into place last, so what has the name is complete.
   */
  static void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    try (RootDirectory folder = RootDirectory.open(place)) {
      boolean isNew = kind == SnapshotKind.ACTIVE && makeUnlessThere(folder, WORK, 0700);
      if (isNew || !folder.exists(FS)) {
        if (parents.isEmpty()) {
          makeAnew(folder, GROWING, ROOT_MODE);
        } else {
          copyRoot(parents.get(0), folder);
        }
        name(folder);
      }
    }
  }

  /** A commit that was cut short may have left {@code fs} without the work folder. */
  private static void name(RootDirectory folder) {
    try {
      folder.renameNew(GROWING, FS);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
      folder.removeTree(GROWING);
    }
  }

  private static boolean makeUnlessThere(RootDirectory folder, String name, int mode) {
    try {
      folder.mkdir(name, mode);
      return true;
    } catch (CarobException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
      return false;
    }
  }

  private static void makeAnew(RootDirectory folder, String name, int mode) {
    if (!makeUnlessThere(folder, name, mode)) {
      folder.removeTree(name);
      folder.mkdir(name, mode);
    }
  }

  /** Makes an empty {@code fs} for a layer's difference; an earlier one is discarded. */
  static void begin(Path place) {
    try (RootDirectory folder = RootDirectory.open(place)) {
      folder.removeTree(FS);
      folder.removeTree(WORK);
      folder.removeTree(GROWING);
      folder.mkdir(FS, ROOT_MODE);
    }
  }

  /** A commit that was cut short may have taken the work folder away. */
  static void ensureWork(Path place) {
    if (!Files.isDirectory(OverlayPlan.work(place), LinkOption.NOFOLLOW_LINKS)) {
      try (RootDirectory folder = RootDirectory.open(place)) {
        makeUnlessThere(folder, WORK, 0700);
      }
    }
  }

  /** A committed snapshot needs no work folder any more. */
  static void dropWork(Path place) {
    FileTree.removeFolder(OverlayPlan.work(place));
  }

  /** What the place takes: the difference, and the few folders around it. */
  static Usage usage(Path place) {
    return FileTree.usage(place);
  }

  private static void copyRoot(Path parent, RootDirectory folder) {
    Path from = OverlayPlan.fs(parent);
    FileStat root = FileStat.of(from);
    makeAnew(folder, GROWING, root.permissions());
    FileStat made = folder.stat(GROWING);
    if (made.uid() != root.uid() || made.gid() != root.gid()) {
      folder.chown(GROWING, root.uid(), root.gid());
      folder.chmod(GROWING, root.permissions());
    }
    for (String attribute : Xattrs.list(from)) {
      if (!attribute.startsWith(RawName.ofText("trusted.overlay."))) {
        Xattrs.get(from, attribute).ifPresent(v -> folder.setXattr(GROWING, attribute, v));
      }
    }
    folder.setTimes(GROWING, root.atime(), root.mtime());
  }
}
