package io.carob.image.store.fuzz;

import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import io.carob.image.store.layer.LayerUnpacker;
import io.carob.image.store.layer.UnpackLimits;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Whole layers into every form of target: nothing outside is touched, nothing else fails. */
public final class LayerFuzz {

  static final UnpackLimits LIMITS = new UnpackLimits(8 << 20, 300, 64 * 1024, 4095, 40, 1100);

  private LayerFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] tar =
        (data[0] & 1) == 0
            ? new LayerProgram(data, 1, false).entries(60).build()
            : Mending.checksums(Arrays.copyOfRange(data, 1, data.length));
    try (Scratch scratch = new Scratch()) {
      Path victim = scratch.folder("victim");
      new LayerUnpacker(LIMITS)
          .unpack(
              new ByteArrayInputStream(new Tar().file("keep", "x").build()),
              "",
              Tar.diffId(new Tar().file("keep", "x").build()),
              new LayerTarget.Tree(victim),
              () -> {},
              done -> {});
      String before = TreeListing.of(victim).toString();
      unpack(tar, new LayerTarget.Difference(scratch.folder("overlay"), WhiteoutForm.OVERLAY));
      unpack(tar, new LayerTarget.Difference(scratch.folder("oci"), WhiteoutForm.OCI));
      Path tree = scratch.folder("tree");
      unpack(tar, new LayerTarget.Tree(tree));
      String listing = TreeListing.of(tree).toString();
      if (listing.contains("trusted.") || listing.contains("user.overlay.")) {
        throw new AssertionError("privileged attributes: " + listing);
      }
      if (!TreeListing.of(victim).toString().equals(before)) {
        throw new AssertionError("touched from " + before + " to " + TreeListing.of(victim));
      }
      String[] left = scratch.folder().toFile().list();
      if (left == null || !List.of("oci", "overlay", "tree", "victim").equals(sorted(left))) {
        throw new AssertionError("something is beside the targets: " + Arrays.toString(left));
      }
    }
  }

  private static List<String> sorted(String[] names) {
    return Arrays.stream(names).sorted().toList();
  }

  static String unpack(byte[] tar, LayerTarget target) {
    return Outcome.of(
        () ->
            new LayerUnpacker(LIMITS)
                .unpack(
                    new ByteArrayInputStream(tar),
                    "",
                    Tar.diffId(tar),
                    target,
                    () -> {},
                    done -> {}));
  }
}
