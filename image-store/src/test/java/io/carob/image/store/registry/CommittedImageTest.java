package io.carob.image.store.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImageChanges;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.image.store.RealStore;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.mount.Mounts;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container made goes through a real registry to another node. */
class CommittedImageTest {

  private static final String CHANGES =
      "echo new > made; rm gone; echo other > kept; rm -r old; mkdir old; echo in > old/new;"
          + " ln made made-too; ln -s made link; mknod null c 1 3; chmod 4755 kept";

  @TempDir Path folder = Path.of("");

  private final OverlaySnapshotDriver driver = new OverlaySnapshotDriver();
  private DockerRegistry registry;
  private RealStore here;
  private RealStore there;

  @BeforeEach
  void open() throws IOException {
    registry = DockerRegistry.open(folder.resolve("registry"));
    here = RealStore.open(Files.createDirectory(folder.resolve("here")), driver);
    there = RealStore.open(Files.createDirectory(folder.resolve("there")), driver);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    registry.close();
  }

  private interface Work {
    void on(Path root) throws IOException;
  }

  private void shown(RealStore store, SnapshotInfo snapshot, Work work) throws IOException {
    Path target = Files.createDirectories(folder.resolve("target"));
    Mounts.mount(store.store().snapshots().mounts("overlay", snapshot.key()).get(0), target);
    try {
      work.on(target);
    } finally {
      Mounts.unmountAll(target, false);
    }
  }

  private List<String> tree(RealStore store, Image image) throws IOException {
    List<String> tree = new ArrayList<>();
    shown(store, store.container(image, driver, "look"), root -> tree.addAll(TreeListing.of(root)));
    return tree;
  }

  @Test
  void isTheSameThere() throws IOException {
    Image base =
        here.image(
            "local/base:1",
            new Tar().file("gone", "g").file("kept", "k").dir("old/").file("old/x", "x").build(),
            new Tar().file("top", "top").build());
    SnapshotInfo container = here.container(base, driver, "uid/app");
    shown(here, container, root -> Command.run(root, "sh", "-c", CHANGES));
    Image made =
        here.store()
            .builder()
            .commit(
                "overlay",
                container.key(),
                Optional.empty(),
                ImageReference.parse("local/made:1"),
                ImageChanges.NONE,
                ImportProgress.NONE);
    ImageReference name = ImageReference.parse(registry.host() + "/demo/made:1");
    here.store()
        .registries()
        .push("local/made:1", name, RegistryOptions.DEFAULT, ImportProgress.NONE);

    Image pulled =
        there.store().registries().pull(name, RegistryOptions.DEFAULT, ImportProgress.NONE);
    assertThat(pulled.id()).isEqualTo(made.id());
    assertThat(pulled.manifest()).isEqualTo(made.manifest());
    assertThat(pulled.layers()).isEqualTo(made.layers()).hasSize(3);
    List<String> tree = tree(there, pulled);
    assertThat(tree).isEqualTo(tree(here, made));
    assertThat(tree).anyMatch(line -> line.startsWith("made-too "));
    assertThat(tree).noneMatch(line -> line.startsWith("gone ") || line.startsWith("old/x "));
  }
}
