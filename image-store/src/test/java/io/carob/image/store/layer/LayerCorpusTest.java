package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Mount;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.MergedTree;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Carob shows of an image, in all forms that it has, is what umoci unpacks, node by node. */
class LayerCorpusTest {

  private final Path temp;

  LayerCorpusTest(@TempDir Path temp) {
    this.temp = temp;
  }

  static List<Corpus.Image> images() {
    return Corpus.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void treeIsWhatUmociUnpacks(Corpus.Image image) throws IOException {
    Path tree = Layers.folder(temp, "tree");
    image.layers.forEach(layer -> Layers.apply(layer, tree));
    assertThat(TreeListing.seen(tree)).isEqualTo(umoci(image));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void overlayShowsWhatUmociUnpacks(Corpus.Image image) throws IOException {
    List<Path> stack = new ArrayList<>();
    for (int i = 0; i < image.layers.size(); i++) {
      Path folder = Layers.folder(temp, "layer" + i);
      Layers.unpack(
          image.layers.get(i).build(),
          new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY, stack));
      stack.add(0, folder);
    }
    stack.add(Layers.folder(temp, "bottom")); // an overlay has two folders or more
    assertThat(merged(stack)).isEqualTo(umoci(image));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void mergedCopyIsWhatUmociUnpacks(Corpus.Image image) throws IOException {
    List<Path> stack = new ArrayList<>();
    for (int i = 0; i < image.layers.size(); i++) {
      Path folder = Layers.folder(temp, "layer" + i);
      Layers.unpack(
          image.layers.get(i).build(), new LayerTarget.Difference(folder, WhiteoutForm.OCI, stack));
      stack.add(0, folder);
    }
    MergedTree all = new MergedTree(stack, Optional.empty());
    Path copy = Layers.folder(temp, "copy");
    FileTree.copyMerged(all, copy, CopyOptions.EXACT);
    List<String> expected = umoci(image);
    assertThat(TreeListing.seen(copy)).isEqualTo(expected);
    Path linked = Layers.folder(temp, "linked");
    FileTree.linkMerged(all, linked);
    assertThat(TreeListing.seen(linked)).isEqualTo(expected);
  }

  private List<String> merged(List<Path> stack) {
    Path merged = Layers.folder(temp, "merged");
    String lower = String.join(":", stack.stream().map(Path::toString).toList());
    Mounts.mount(new Mount("overlay", "overlay", List.of("ro", "lowerdir=" + lower)), merged);
    try {
      return TreeListing.seen(merged);
    } finally {
      Mounts.unmount(merged, false);
    }
  }

  /** What umoci unpacks, but for what it is known and said to have otherwise. */
  private List<String> umoci(Corpus.Image image) throws IOException {
    byte[][] layers = image.layers.stream().map(layer -> layer.build()).toArray(byte[][]::new);
    Layout layout = new Layout();
    layout.index(layout.image("amd64", Layout.named("all"), layers));
    Path folder = layout.writeFolder(Layers.folder(temp, "layout"));
    Path bundle = temp.resolve("bundle");
    Command.run(temp, "umoci", "unpack", "--image", folder + ":all", bundle.toString());
    TreeSet<String> lines = new TreeSet<>(TreeListing.seen(bundle.resolve("rootfs")));
    image.ours.forEach(
        (path, line) -> {
          lines.removeIf(each -> each.startsWith(path + " "));
          if (!line.isEmpty()) {
            lines.add(line);
          }
        });
    return TreeListing.sorted(lines);
  }
}
