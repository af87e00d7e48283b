package io.carob.image.store.fuzz;

import io.carob.api.Mount;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.mount.Mounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Four layers that meet each other: the overlay of their differences shows what a tree holds. */
public final class FormsFuzz {

  private static final int LAYERS = 4;

  private FormsFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    LayerProgram program = new LayerProgram(data, 0, true);
    try (Scratch scratch = new Scratch()) {
      Path tree = scratch.folder("tree");
      List<Path> below = new ArrayList<>();
      for (int i = 0; i < LAYERS; i++) {
        byte[] tar = program.entries(i == LAYERS - 1 ? 12 : 4).build();
        Path folder = scratch.folder("layer" + i);
        String one = LayerFuzz.unpack(tar, new LayerTarget.Tree(tree));
        LayerTarget difference = new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY, below);
        String other = LayerFuzz.unpack(tar, difference);
        if (!one.equals(other)) {
          throw new AssertionError("tree: " + one + ", overlay: " + other);
        }
        if (!one.isEmpty()) {
          return;
        }
        if (TreeListing.of(folder).get(0).contains("trusted.overlay.opaque")) {
          below.clear(); // on a root, this is for the driver
        }
        below.add(0, folder);
      }
      below.add(scratch.folder("bottom")); // an overlay has two folders or more
      compare(tree, below, scratch.folder("merged"));
    }
  }

  private static void compare(Path tree, List<Path> layers, Path merged) {
    String lower = String.join(":", layers.stream().map(Path::toString).toList());
    List<String> options = List.of("ro", "lowerdir=" + lower);
    Mounts.mount(new Mount("overlay", "overlay", options), merged);
    List<String> shown;
    try {
      shown = listing(merged);
    } finally {
      Mounts.unmount(merged, false);
    }
    List<String> expected = listing(tree);
    if (!shown.equals(expected)) {
      throw new AssertionError(
          "tree:\n" + String.join("\n", expected) + "\noverlay:\n" + String.join("\n", shown));
    }
  }

  /**
   * Without hard links: one file of a lower layer becomes two when a name of it is copied up. And
   * without the times of folders, which whiteouts of what is inside may change in a tree.
   */
  private static List<String> listing(Path folder) {
    return TreeListing.seen(folder).stream()
        .map(line -> line.replaceFirst(" with .*", ""))
        .map(line -> line.replaceFirst("( DIRECTORY [0-7]+ [-0-9:]+) [-0-9]+T[^ ]*", "$1"))
        .toList();
  }
}
