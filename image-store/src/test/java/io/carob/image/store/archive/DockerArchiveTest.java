package io.carob.image.store.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerArchiveTest {

  private static final byte[] ONE = new Tar().file("one", "1").build();
  private static final byte[] TWO = new Tar().file("two", "2").build();
  private static final String CONFIG = Layout.config("amd64", ONE, TWO);
  private static final Digest ID = Digest.of(CONFIG.getBytes(StandardCharsets.UTF_8));

  private final Path temp;
  private final Imports imports;

  DockerArchiveTest(@TempDir Path temp) {
    this.temp = temp;
    this.imports = new Imports(temp);
  }

  private static String manifest(String config, String... layers) {
    return "[{\"Config\":\""
        + config
        + "\",\"RepoTags\":[\"demo/web:1\",\"localhost/web:latest\"],\"Layers\":[\""
        + String.join("\",\"", layers)
        + "\"]}]";
  }

  private static Tar old(byte[] one, byte[] two) {
    return new Tar()
        .dir("1/")
        .file("1/layer.tar", one)
        .dir("2/")
        .file("2/layer.tar", two)
        .file(ID.hex() + ".json", CONFIG)
        .file("manifest.json", manifest(ID.hex() + ".json", "1/layer.tar", "2/layer.tar"));
  }

  private Path tar(Tar tar) {
    return Imports.write(temp.resolve("saved.tar"), tar.build());
  }

  @Test
  void savedImageGetsAManifestThatIsAlwaysTheSame() {
    ArchiveImage image = imports.readOne(tar(old(ONE, TWO)));
    assertThat(image.config()).isEqualTo(ID);
    assertThat(image.names()).hasToString("[demo/web:1, localhost/web:latest]");
    assertThat(image.layers())
        .extracting(LayerBlob::digest)
        .containsExactly(Digest.of(ONE), Digest.of(TWO));
    assertThat(image.manifest())
        .isEqualTo(
            Digest.of(
                ("{\"schemaVersion\":2,\"mediaType\":\""
                        + Layout.OCI_MANIFEST
                        + "\",\"config\":"
                        + json(Layout.OCI_CONFIG, ID, CONFIG.length())
                        + ",\"layers\":["
                        + json(Layout.OCI_LAYER, Digest.of(ONE), ONE.length)
                        + ","
                        + json(Layout.OCI_LAYER, Digest.of(TWO), TWO.length)
                        + "]}")
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(imports.blobs.list()).hasSize(4);
  }

  private static String json(String type, Digest digest, long size) {
    return Layout.descriptor(type, digest, size, "");
  }

  @Test
  void packedLayersStayPackedAndAreVerified() {
    byte[] packed = Tar.gzip(ONE);
    ArchiveImage image = imports.readOne(tar(old(packed, TWO)));
    LayerBlob first = image.layers().get(0);
    assertThat(first)
        .isEqualTo(
            new LayerBlob(
                Digest.of(packed),
                Layout.OCI_LAYER + "+gzip",
                packed.length,
                new DiffId(Digest.of(ONE))));
    Imports fresh = new Imports(temp.resolve("fresh"));
    fresh.fails(tar(old(Tar.gzip(TWO), TWO)), ErrorCode.DATA_LOSS);
  }

  @Test
  void expansionOfAPackedLayerIsBounded() {
    byte[] bomb = Tar.zstd(new Tar().file("zeros", new byte[100 << 20]).build());
    imports.fails(tar(old(bomb, TWO)), ErrorCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void plainLayerIsVerifiedByItsDiffId() {
    imports.fails(tar(old(TWO, TWO)), ErrorCode.DATA_LOSS);
  }

  @Test
  void linkedAndRepeatedLayersAreFound() {
    byte[] same = ONE;
    String config = Layout.config("amd64", same, same, same);
    Tar tar =
        new Tar()
            .symlink("b/layer.tar", "../a/layer.tar")
            .file("a/layer.tar", same)
            .link("c/layer.tar", "a/layer.tar")
            .file("config.json", config)
            .file(
                "manifest.json",
                manifest("config.json", "a/layer.tar", "b/layer.tar", "c/layer.tar"));
    assertThat(imports.readOne(tar(tar)).layers()).hasSize(3);
    assertThat(imports.blobs.list()).hasSize(3);
  }

  @Test
  void linksInCirclesOrOutsideAreMissingLayers() {
    for (Tar tar :
        List.of(
            new Tar()
                .symlink("1/layer.tar", "../2/layer.tar")
                .symlink("2/layer.tar", "../1/layer.tar"),
            new Tar().symlink("1/layer.tar", "/etc/passwd"))) {
      tar.file("c.json", CONFIG)
          .file("manifest.json", manifest("c.json", "1/layer.tar", "2/layer.tar"));
      imports.fails(tar(tar), ErrorCode.DATA_LOSS);
    }
    Tar hostile =
        new Tar().file("manifest.json", manifest("../../../../etc/passwd", "/etc/passwd"));
    imports.fails(tar(hostile), ErrorCode.DATA_LOSS);
  }

  @Test
  void configurationIsVerifiedByItsName() {
    Tar tar = new Tar().file("1/layer.tar", ONE).file("2/layer.tar", TWO);
    String wrong = Digest.of(ONE).hex() + ".json";
    tar.file(wrong, CONFIG).file("manifest.json", manifest(wrong, "1/layer.tar", "2/layer.tar"));
    imports.fails(tar(tar), ErrorCode.DATA_LOSS);
  }

  @Test
  void layersMustFitTheConfiguration() {
    Tar tar = new Tar().file("1/layer.tar", ONE).file("c.json", CONFIG);
    tar.file("manifest.json", manifest("c.json", "1/layer.tar"));
    imports.fails(tar(tar), ErrorCode.DATA_LOSS);
  }

  @Test
  void otherPlatformIsNotFound() {
    String config = Layout.config("s390x", ONE);
    Tar tar = new Tar().file("1/layer.tar", ONE).file("c.json", config);
    tar.file("manifest.json", manifest("c.json", "1/layer.tar"));
    assertThat(imports.fails(tar(tar), ErrorCode.NOT_FOUND)).hasMessageContaining("linux/s390x");
  }

  @Test
  void manifestOfAnotherKindIsNoArchive() {
    imports.fails(tar(new Tar().file("manifest.json", "{}")), ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void withoutTagsThereAreNoNames() {
    Tar tar = new Tar().file("1", ONE).file("2", TWO).file("c.json", CONFIG);
    String manifest =
        manifest("c.json", "1", "2").replaceFirst("\"RepoTags\":\\[[^]]*]", "\"RepoTags\":null");
    assertThat(imports.readOne(tar(tar.file("manifest.json", manifest))).names()).isEmpty();
  }
}
