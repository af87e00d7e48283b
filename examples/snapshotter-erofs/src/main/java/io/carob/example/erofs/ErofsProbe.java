package io.carob.example.erofs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.fs.Device;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.Mounts;
import io.carob.linux.mount.OverlayLayers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Packs a layer, mounts it, and stacks it over another one, all in the scratch folder. */
final class ErofsProbe {

  private static final String WAY_OUT =
      "; it needs erofs-utils and a kernel with EROFS, LZ4 for it, and overlay: choose another"
          + " snapshotter where it has not";

  private static final int COMPRESSIBLE = 64 << 10;

  private ErofsProbe() {}

  static void run(Path scratch) {
    Path upper = scratch.resolve("upper");
    Path shown = scratch.resolve("shown");
    try (RootDirectory folder = RootDirectory.open(scratch)) {
      makeLayers(folder);
      Mkfs.run(scratch.resolve("layer"), scratch.resolve("image"));
      String image = scratch.resolve("image").toString();
      try {
        Mounts.mount(new Mount("erofs", image, List.of("loop", "ro")), upper);
        Mounts.mount(OverlayLayers.readOnly(List.of(upper, scratch.resolve("lower"))), shown);
        look(shown);
      } finally {
        Mounts.unmountAll(shown, true);
        Mounts.unmountAll(upper, true);
      }
    } catch (CarobException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED || e.code() == ErrorCode.UNAVAILABLE) {
        throw e; // it passes
      }
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "EROFS layers do not work in " + scratch + ": " + e.getMessage() + WAY_OUT,
          e);
    }
  }

  private static void makeLayers(RootDirectory folder) {
    for (String name : List.of("lower/opaque", "layer/opaque", "upper", "shown")) {
      folder.mkdirs(name, 0755);
    }
    folder.createFile("lower/opaque/hidden", 0644).close();
    folder.createFile("lower/hidden", 0644).close();
    try (OpenFile file = folder.createFile("layer/file", 0644)) {
      file.write(new byte[COMPRESSIBLE], 0, COMPRESSIBLE);
    }
    folder.mknod("layer/hidden", FileType.CHARACTER_DEVICE, 0, Device.of(0, 0));
    folder.setXattr(
        "layer/opaque", "trusted.overlay.opaque", "y".getBytes(StandardCharsets.US_ASCII));
  }

  private static void look(Path shown) {
    try (RootDirectory root = RootDirectory.open(shown);
        OpenFile file = root.openFile("file")) {
      byte[] start = new byte[1];
      require(file.read(start, 0, 1) == 1 && start[0] == 0, "a packed file cannot be read");
      require(root.stat("file").size() == COMPRESSIBLE, "a packed file is not as long as it was");
      require(!root.exists("hidden"), "a whiteout does not hide");
      require(root.list("opaque").isEmpty(), "an opaque folder does not hide");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CarobException(ErrorCode.UNSUPPORTED, otherwise);
    }
  }
}
