package io.carob.example.btrfs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.fs.Subvolume;
import java.nio.file.Path;

/** Finds out whether subvolumes can be made, cloned, closed and deleted here. */
final class BtrfsProbe {

  private static final String WAY_OUT =
      "; put Carob's root on btrfs and run the service as root, or choose another snapshotter";

  private BtrfsProbe() {}

  static void run(Path scratch) {
    if (!Subvolume.isPossibleIn(scratch)) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED, scratch + " does not lie on btrfs" + WAY_OUT);
    }
    Path one = scratch.resolve("one");
    Path two = scratch.resolve("two");
    try {
      Subvolume.create(one);
      try (RootDirectory folder = RootDirectory.open(one)) {
        folder.createFile("file", 0644).close();
      }
      Subvolume.snapshot(one, two, true);
      try (RootDirectory folder = RootDirectory.open(two)) {
        require(folder.exists("file"), "a snapshot does not show its source");
      }
      require(Subvolume.isReadOnly(two), "a subvolume cannot be closed");
    } catch (CarobException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED) {
        throw e; // it passes
      }
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "subvolumes do not work in " + scratch + ": " + e.getMessage() + WAY_OUT,
          e);
    } finally {
      Subvolume.remove(two);
      Subvolume.remove(one);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CarobException(ErrorCode.UNSUPPORTED, otherwise);
    }
  }
}
