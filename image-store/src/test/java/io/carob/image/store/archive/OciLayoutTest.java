package io.carob.image.store.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutTest {

  private static final byte[] BASE = new Tar().dir("bin/").file("bin/web", "web").build();
  private static final byte[] TOP = new Tar().dir("srv/").file("srv/page", "page").build();

  private final Path temp;
  private final Imports imports;

  OciLayoutTest(@TempDir Path temp) {
    this.temp = temp;
    this.imports = new Imports(temp);
  }

  private static Layout simple() {
    Layout layout = new Layout();
    return layout.index(layout.image("amd64", Layout.named("demo/web:1"), BASE, TOP));
  }

  private Path tar(byte[] bytes) {
    return Imports.write(temp.resolve("image.tar"), bytes);
  }

  @Test
  void folderGivesTheWholeImage() {
    ArchiveImage image = imports.readOne(simple().writeFolder(temp.resolve("layout")));
    String config = Layout.config("amd64", BASE, TOP);
    assertThat(image.config()).isEqualTo(Digest.of(config.getBytes(StandardCharsets.UTF_8)));
    assertThat(image.layers())
        .containsExactly(
            new LayerBlob(
                Digest.of(BASE), Layout.OCI_LAYER, BASE.length, new DiffId(Digest.of(BASE))),
            new LayerBlob(
                Digest.of(TOP), Layout.OCI_LAYER, TOP.length, new DiffId(Digest.of(TOP))));
    assertThat(image.names()).containsExactly(ImageReference.parse("demo/web:1"));
    assertThat(image.platform()).isEqualTo(Imports.AMD64);
    assertThat(image.created()).contains(Instant.parse("2024-05-06T05:08:09.123456789Z"));
    assertThat(image.runConfig())
        .isEqualTo(
            new ImageConfig(
                List.of("A=b"),
                List.of("/bin/web"),
                List.of("-x"),
                "/srv",
                "1:2",
                "SIGQUIT",
                Map.of("k", "v"),
                Set.of("80/tcp"),
                Set.of("/data")));
    assertThat(imports.blobs.list())
        .containsExactlyInAnyOrder(
            image.manifest(), image.config(), Digest.of(BASE), Digest.of(TOP));
  }

  @Test
  void tarsOfEveryOrderAndCompressionGiveTheSame() {
    ArchiveImage image = imports.readOne(simple().writeFolder(temp.resolve("layout")));
    for (byte[] bytes : List.of(simple().tar(), simple().reversedTar())) {
      for (byte[] packed : List.of(bytes, Tar.gzip(bytes), Tar.zstd(bytes))) {
        Imports fresh = new Imports(temp.resolve("fresh" + packed.length));
        assertThat(fresh.readOne(tar(packed))).isEqualTo(image);
        assertThat(fresh.blobs.list()).hasSize(4);
      }
    }
  }

  @Test
  void hostsPlatformIsTakenAndNothingElseIsStored() {
    Layout layout = new Layout();
    String arm = layout.image("arm64", Layout.platform("arm64"), TOP);
    String amd = layout.image("amd64", Layout.platform("amd64"), BASE);
    String attestation = layout.image("unknown", Layout.platform("unknown"), TOP);
    String inner = layout.described(Layout.OCI_INDEX, Layout.indexOf(arm, attestation, amd), "");
    String index = layout.described(Layout.OCI_INDEX, Layout.indexOf(inner), Layout.named("a/b:2"));
    layout.index(index);
    ArchiveImage image = imports.readOne(layout.writeFolder(temp.resolve("layout")));
    assertThat(image.names()).containsExactly(ImageReference.parse("a/b:2"));
    assertThat(image.layers()).extracting(LayerBlob::digest).containsExactly(Digest.of(BASE));
    assertThat(imports.blobs.list()).hasSize(3).doesNotContain(Digest.of(TOP));
  }

  @Test
  void noImageForTheHostSaysWhichThereAre() {
    Layout layout = new Layout();
    layout.index(
        layout.image("arm64", Layout.platform("arm64"), BASE), layout.image("riscv64", "", BASE));
    CarobException e =
        imports.fails(layout.writeFolder(temp.resolve("layout")), ErrorCode.NOT_FOUND);
    assertThat(e).hasMessageContaining("linux/arm64").hasMessageContaining("linux/riscv64");
  }

  @Test
  void severalImagesAndSeveralNamesOfOne() {
    Layout layout = new Layout();
    layout.index(
        layout.image("amd64", Layout.named("demo/web:1"), BASE, TOP),
        layout.image("amd64", Layout.named("demo/web:latest"), BASE, TOP),
        layout.image("amd64", Layout.named("localhost:5000/other:1"), BASE));
    List<ArchiveImage> images = imports.read(layout.writeFolder(temp.resolve("layout")));
    assertThat(images).hasSize(2);
    assertThat(images.get(0).names()).hasToString("[demo/web:1, demo/web:latest]");
    assertThat(images.get(1).names()).hasToString("[localhost:5000/other:1]");
  }

  @Test
  void bareTagIsNoName() {
    Layout layout = new Layout();
    layout.index(layout.image("amd64", Layout.named("latest"), BASE));
    assertThat(imports.readOne(layout.writeFolder(temp.resolve("layout"))).names()).isEmpty();
  }

  @Test
  void containerdsNameIsTakenBeforeTheReferenceName() {
    Layout layout = new Layout();
    String names =
        ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/a:1\","
            + "\"org.opencontainers.image.ref.name\":\"x/y:1\"}";
    layout.index(layout.image("amd64", names, BASE));
    assertThat(imports.readOne(layout.writeFolder(temp.resolve("layout"))).names())
        .hasToString("[docker.io/library/a:1]");
  }

  @Test
  void blobsThatAreHereAlreadyNeedNotCome() {
    Path folder = simple().writeFolder(temp.resolve("layout"));
    ArchiveImage image = imports.readOne(folder);
    Path thin = simple().remove(Layout.path(Digest.of(BASE))).writeFolder(temp.resolve("thin"));
    assertThat(imports.readOne(thin)).isEqualTo(image);
  }

  @Test
  void importThatIsNotKeptLeavesWhatWasThere() {
    Layout first = new Layout();
    first.index(first.image("amd64", "", BASE));
    imports.readOne(first.writeFolder(temp.resolve("first")));
    List<Digest> before = imports.blobs.list();
    Path folder = simple().writeFolder(temp.resolve("layout"));
    try (ArchiveImport read =
        new ArchiveReader()
            .read(folder, imports.blobs, Imports.AMD64, ImportProgress.NONE, Coming.NONE)) {
      assertThat(read.added()).hasSize(3).doesNotContain(Digest.of(BASE));
    }
    assertThat(imports.blobs.list()).isEqualTo(before);
  }

  @Test
  void dockersMediaTypesAreTaken() {
    Layout layout = new Layout();
    byte[] blob = Tar.gzip(BASE);
    String layer =
        Layout.descriptor(
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            layout.blob(blob),
            blob.length,
            "");
    String config =
        layout.described(
            "application/vnd.docker.container.image.v1+json", Layout.config("amd64", BASE), "");
    String type = "application/vnd.docker.distribution.manifest.v2+json";
    String manifest =
        Layout.manifest(config, List.of(layer))
            .replace("\"schemaVersion\":2", "\"schemaVersion\":2,\"mediaType\":\"" + type + "\"");
    String list = "application/vnd.docker.distribution.manifest.list.v2+json";
    layout.index(layout.described(list, Layout.indexOf(layout.described(type, manifest, "")), ""));
    ArchiveImage image = imports.readOne(layout.writeFolder(temp.resolve("layout")));
    assertThat(image.layers().get(0).digest()).isEqualTo(Digest.of(blob));
    assertThat(image.layers().get(0).diffId()).isEqualTo(new DiffId(Digest.of(BASE)));
  }
}
