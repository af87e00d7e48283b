package io.carob.image.store.fuzz;

import io.carob.api.Mount;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.MergedTree;
import io.carob.linux.mount.Mounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Four layers that meet each other: the overlay of their differences shows what a tree holds, and
 * their differences in the OCI form are merged into the same.
 */
public final class FormsFuzz {

  private static final int LAYERS = 4;

  private FormsFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    LayerProgram program = new LayerProgram(data, 0, true);
    try (Scratch scratch = new Scratch()) {
      Path tree = scratch.folder("tree");
      List<Path> below = new ArrayList<>();
      List<Path> plain = new ArrayList<>();
      for (int i = 0; i < LAYERS; i++) {
        byte[] tar = program.entries(i == LAYERS - 1 ? 12 : 4).build();
        Path folder = scratch.folder("layer" + i);
        String one = LayerFuzz.unpack(tar, new LayerTarget.Tree(tree));
        LayerTarget difference = new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY, below);
        String other = LayerFuzz.unpack(tar, difference);
        if (!one.equals(other)) {
          throw new AssertionError("tree: " + one + ", overlay: " + other);
        }
        Path files = scratch.folder("plain" + i);
        String third =
            LayerFuzz.unpack(tar, new LayerTarget.Difference(files, WhiteoutForm.OCI, plain));
        if (!one.equals(third)) {
          throw new AssertionError("tree: " + one + ", OCI: " + third);
        }
        plain.add(0, files);
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
      Path copy = scratch.folder("copy");
      MergedTree all = new MergedTree(plain, Optional.empty());
      FileTree.copyMerged(all, copy, CopyOptions.EXACT);
      expectSame(withLinks(tree), "merged", withLinks(copy));
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
    expectSame(listing(tree), "overlay", shown);
  }

  private static void expectSame(List<String> expected, String form, List<String> shown) {
    if (!shown.equals(expected)) {
      throw new AssertionError(
          "tree:\n" + String.join("\n", expected) + "\n" + form + ":\n" + String.join("\n", shown));
    }
  }

  /**
   * Without hard links: one file of a lower layer becomes two when a name of it is copied up. And
   * without the times of folders, which whiteouts of what is inside may change in a tree.
   */
  private static List<String> listing(Path folder) {
    return withLinks(folder).stream().map(line -> line.replaceFirst(" with .*", "")).toList();
  }

  private static List<String> withLinks(Path folder) {
    return TreeListing.seen(folder).stream()
        .map(line -> line.replaceFirst("( DIRECTORY [0-7]+ [-0-9:]+) [-0-9]+T[^ ]*", "$1"))
        .toList();
  }
}
