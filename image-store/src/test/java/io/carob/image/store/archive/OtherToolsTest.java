package io.carob.image.store.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.TreeListing;
import io.carob.image.store.layer.LayerUnpacker;
import io.carob.image.store.layer.UnpackLimits;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What umoci and skopeo write is read; both programs must be there. */
class OtherToolsTest {

  private final Path temp;
  private final Path layout;
  private final Imports imports;

  OtherToolsTest(@TempDir Path temp) {
    this.temp = temp;
    this.layout = temp.resolve("layout");
    this.imports = new Imports(temp);
  }

  /** Two layers by umoci: files of many kinds, then changes to them. */
  @BeforeEach
  void makeImage() throws IOException {
    Command.run(temp, "umoci", "init", "--layout", layout.toString());
    Command.run(temp, "umoci", "new", "--image", layout + ":one");
    Path bundle = temp.resolve("bundle");
    Command.run(temp, "umoci", "unpack", "--image", layout + ":one", bundle.toString());
    Path root = bundle.resolve("rootfs");
    Files.createDirectories(root.resolve("etc/gone"));
    Files.createDirectories(root.resolve("var/opaque"));
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\n");
    Files.writeString(root.resolve("etc/gone/file"), "gone");
    Files.writeString(root.resolve("var/opaque/lower"), "lower");
    Files.writeString(root.resolve("changed"), "before");
    Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/passwd"));
    Files.createLink(root.resolve("hard"), root.resolve("etc/passwd"));
    try (RootDirectory tree = RootDirectory.open(root)) {
      tree.chown("etc/passwd", 3, 4);
      tree.chmod("etc/passwd", 04711);
      tree.setXattr("changed", "user.note", new byte[] {1, 0, 2});
    }
    Command.run(
        temp, "umoci", "repack", "--refresh-bundle", "--image", layout + ":two", bundle.toString());
    Command.run(temp, "rm", "-r", root.resolve("etc/gone").toString());
    Files.writeString(root.resolve("changed"), "after");
    Files.delete(root.resolve("var/opaque/lower"));
    Files.writeString(root.resolve("var/opaque/upper"), "upper");
    Command.run(temp, "umoci", "repack", "--image", layout + ":two", bundle.toString());
    Command.run(
        temp,
        "umoci",
        "config",
        "--image",
        layout + ":two",
        "--config.cmd",
        "/bin/sh",
        "--config.env",
        "A=b");
  }

  private List<String> ourTree(ArchiveImage image) throws IOException {
    Path tree = Files.createTempDirectory(temp, "tree");
    for (LayerBlob layer : image.layers()) {
      try (InputStream blob = imports.blobs.open(layer.digest())) {
        new LayerUnpacker(UnpackLimits.DEFAULT)
            .unpack(
                blob,
                layer.mediaType(),
                layer.diffId(),
                new LayerTarget.Tree(tree),
                () -> {},
                d -> {});
      }
    }
    return withoutRoot(tree);
  }

  /** Umoci gives the root of a bundle times of its own. */
  private static List<String> withoutRoot(Path tree) {
    return TreeListing.of(tree).stream().filter(line -> !line.startsWith(". ")).toList();
  }

  private void copy(String from, String to) {
    Command.run(temp, "skopeo", "--insecure-policy", "copy", "--quiet", from, to);
  }

  private ArchiveImage named(List<ArchiveImage> images, String tag) {
    assertThat(images).isNotEmpty();
    return images.stream()
        .filter(image -> image.layers().size() == (tag.equals("two") ? 2 : 0))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void umocisImageUnpacksAsUmociUnpacksIt() throws IOException {
    ArchiveImage image = named(imports.read(layout), "two");
    Path reference = temp.resolve("reference");
    Command.run(temp, "umoci", "unpack", "--image", layout + ":two", reference.toString());
    List<String> expected = withoutRoot(reference.resolve("rootfs"));
    assertThat(expected).hasSize(8);
    assertThat(ourTree(image)).isEqualTo(expected);
    assertThat(image.runConfig().cmd()).containsExactly("/bin/sh");
    assertThat(image.runConfig().env()).contains("A=b");
  }

  @Test
  void everyFormOfSkopeoGivesTheSameTree() throws IOException {
    List<String> expected = ourTree(named(imports.read(layout), "two"));
    String source = "oci:" + layout + ":two";
    Path ociTar = temp.resolve("oci.tar");
    Path dockerTar = temp.resolve("docker.tar");
    Path zstd = temp.resolve("zstd");
    copy(source, "oci-archive:" + ociTar + ":demo/web:1");
    copy(source, "docker-archive:" + dockerTar + ":demo/web:1");
    Command.run(
        temp,
        "skopeo",
        "--insecure-policy",
        "copy",
        "--quiet",
        "--dest-compress-format",
        "zstd",
        "--dest-compress",
        source,
        "oci:" + zstd + ":demo/web:1");
    for (Path archive : List.of(ociTar, dockerTar, zstd)) {
      ArchiveImage image = imports.readOne(archive);
      assertThat(ourTree(image)).as(archive.toString()).isEqualTo(expected);
      assertThat(image.names().toString()).as(archive.toString()).contains("demo/web:1");
    }
  }
}
