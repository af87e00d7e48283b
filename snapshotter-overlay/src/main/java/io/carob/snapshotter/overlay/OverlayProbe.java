package io.carob.snapshotter.overlay;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.Device;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.Mounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds out whether this file system and kernel do what the driver needs: two layers with a
 * whiteout and an opaque folder are made, mounted and looked at.
 */
final class OverlayProbe {

  private static final String WAY_OUT =
      "; put Carob's root on ext4, xfs or btrfs with xattrs and load the module overlay, or use"
          + " native-copy";

  private OverlayProbe() {}

  static void run(Path scratch) {
    try (RootDirectory folder = RootDirectory.open(scratch)) {
      makeLayers(folder);
      Path place = scratch.resolve("active");
      List<Path> parents = List.of(scratch.resolve("upper"), scratch.resolve("lower"));
      OverlayPlaces.prepare(SnapshotKind.ACTIVE, place, parents);
      Path target = scratch.resolve("target");
      try {
        OverlayPlan.mounts(SnapshotKind.ACTIVE, place, parents)
            .forEach(mount -> Mounts.mount(mount, target));
        look(target);
      } finally {
        Mounts.unmountAll(target, true);
      }
    } catch (CarobException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED) {
        throw e; // it passes, and says nothing of what the kernel can do
      }
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "overlay does not work in " + scratch + ": " + e.getMessage() + WAY_OUT,
          e);
    }
  }

  private static void makeLayers(RootDirectory folder) {
    for (String name : List.of("lower/fs/opaque", "upper/fs/opaque", "active", "target")) {
      folder.mkdirs(name, 0755);
    }
    folder.createFile("lower/fs/opaque/hidden", 0644).close();
    folder.createFile("lower/fs/hidden", 0644).close();
    folder.createFile("lower/fs/shown", 0644).close();
    folder.mknod("upper/fs/hidden", FileType.CHARACTER_DEVICE, 0, Device.of(0, 0));
    folder.setXattr(
        "upper/fs/opaque", "trusted.overlay.opaque", "y".getBytes(StandardCharsets.US_ASCII));
  }

  private static void look(Path target) {
    try (RootDirectory root = RootDirectory.open(target)) {
      require(root.exists("shown"), "a lower file is not shown");
      require(!root.exists("hidden"), "a whiteout does not hide");
      require(root.list("opaque").isEmpty(), "an opaque folder does not hide");
      root.unlink("shown");
      root.mkdir("shown", 0755);
      require(root.list("shown").isEmpty(), "a file cannot be replaced");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CarobException(ErrorCode.UNSUPPORTED, otherwise);
    }
  }
}
