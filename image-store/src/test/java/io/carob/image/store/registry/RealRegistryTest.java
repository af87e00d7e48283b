package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Referrer;
import io.carob.api.image.RegistryOptions;
import io.carob.image.store.kit.Layout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealRegistryTest {

  @TempDir Path folder = Path.of("");

  private DockerRegistry registry;
  private Node here;
  private Node there;

  @BeforeEach
  void open() throws IOException {
    registry = DockerRegistry.open(folder.resolve("registry"));
    here = new Node(folder.resolve("here"));
    there = new Node(folder.resolve("there"));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    registry.close();
  }

  private String name(String rest) {
    return registry.host() + "/" + rest;
  }

  @Test
  void whatIsPushedIsPulledByTagAndByDigest() {
    Image made = here.make("local/web:1", 1000, 300_000, 0);
    here.push("local/web:1", name("demo/web:1"));
    Image byTag = there.pull(name("demo/web:1"));
    assertThat(byTag.manifest()).isEqualTo(made.manifest());
    assertThat(byTag.layers()).isEqualTo(made.layers());
    assertThat(byTag.names()).containsExactly(ImageReference.parse(name("demo/web:1")));
    Image byDigest = there.pull(name("demo/web@" + made.manifest()));
    assertThat(byDigest.id()).isEqualTo(made.id());
    assertThat(there.images().get(name("demo/web@" + made.manifest())).id()).isEqualTo(made.id());
    assertThat(there.images().unpack(made.id(), "folder", ImportProgress.NONE)).isPresent();
  }

  @Test
  void anImageAsLargeAsManyChunksArrivesWhole() {
    Image made = here.make("local/big:1", 10 * Node.CHUNK + 17, Node.CHUNK, 5);
    here.push("local/big:1", name("demo/big:1"));
    assertThat(there.pull(name("demo/big:1")).id()).isEqualTo(made.id());
  }

  @Test
  void progressIsToldForEachLayerUntilItsEnd() {
    Image made = here.make("local/web:1", 5000, 300_000);
    here.push("local/web:1", name("demo/web:1"));
    Map<String, Long> last = new ConcurrentHashMap<>();
    there
        .registries()
        .pull(
            ImageReference.parse(name("demo/web:1")),
            RegistryOptions.DEFAULT,
            (subject, done, total) -> last.put(subject, total - done));
    made.layers()
        .forEach(
            layer -> assertThat(last).containsEntry("layer " + layer.blob().abbreviated(), 0L));
  }

  @Test
  void skopeoReadsWhatWasPushedAndItsImagesArePulled() throws IOException {
    Image made = here.make("local/web:1", 1000, 2000);
    here.push("local/web:1", name("demo/web:1"));
    String inspected =
        registry.skopeo(folder, "inspect", "--tls-verify=false", "docker://" + name("demo/web:1"));
    assertThat(inspected).contains("\"Digest\": \"" + made.manifest() + "\"");
    registry.skopeo(
        folder,
        "copy",
        "--format=v2s2",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        "docker://" + name("demo/web:1"),
        "docker://" + name("other/web:2"));
    Image pulled = there.pull(name("other/web:2"));
    assertThat(pulled.layers().stream().map(layer -> layer.diffId()))
        .isEqualTo(made.layers().stream().map(layer -> layer.diffId()).toList());
    assertThat(there.images().unpack(pulled.id(), "folder", ImportProgress.NONE)).isPresent();
    assertThat(Files.exists(folder.resolve("there/root/meta.db"))).isTrue();
  }

  @Test
  void ofAnIndexTheWantedPlatformIsPulled() throws Exception {
    Layout layout = new Layout();
    String other = layout.image("s390x", Layout.platform("s390x"), Node.layers(10));
    String own = layout.image("amd64", Layout.platform("amd64"), Node.layers(20));
    Platform mainframe = new Platform("linux", "s390x", "");
    layout.index(
        layout.described(Layout.OCI_INDEX, Layout.indexOf(other, own), Layout.named("x:1")));
    Path place = layout.writeFolder(folder.resolve("index"));
    registry.skopeo(
        folder,
        "copy",
        "--all",
        "--dest-tls-verify=false",
        "oci:" + place + ":x:1",
        "docker://" + name("demo/many:1"));
    ImageReference many = ImageReference.parse(name("demo/many:1"));
    Image forOther =
        there
            .registries()
            .pull(many, RegistryOptions.DEFAULT.withPlatform(mainframe), ImportProgress.NONE);
    assertThat(forOther.platform()).isEqualTo(mainframe);
    Image forAmd =
        there
            .registries()
            .pull(
                many,
                RegistryOptions.DEFAULT.withPlatform(new Platform("linux", "amd64", "")),
                ImportProgress.NONE);
    assertThat(forAmd.platform().architecture()).isEqualTo("amd64");
    assertFails(
        ErrorCode.NOT_FOUND,
        () ->
            there
                .registries()
                .pull(
                    many,
                    RegistryOptions.DEFAULT.withPlatform(new Platform("linux", "riscv64", "")),
                    ImportProgress.NONE));
  }

  @Test
  void whatIsNotThereIsNotFoundAndLeavesNothing() throws IOException {
    assertFails(ErrorCode.NOT_FOUND, () -> there.pull(name("demo/none:1")));
    assertThat(there.images().list()).isEmpty();
    assertThat(there.blobs()).isEmpty();
    assertThat(there.ingests()).isEmpty();
  }

  @Test
  void aNameWithoutARegistryIsRefused() {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> there.pull("demo/web:1"));
    here.make("local/web:1", 10);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> here.push("local/web:1", "demo/web:1"));
  }

  @Test
  void aRegistryThatIsNotThereIsUnavailable() {
    int port = registry.port();
    registry.close();
    assertFails(ErrorCode.UNAVAILABLE, () -> there.pull("127.0.0.1:" + port + "/demo/web:1"));
  }

  @Test
  void anImageIsPushedByItsOwnDigestOnly() {
    Image made = here.make("local/web:1", 1000);
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> here.push("local/web:1", name("demo/web@" + Digest.of(new byte[1]))));
    here.push("local/web:1", name("demo/web@" + made.manifest()));
    assertThat(there.pull(name("demo/web@" + made.manifest())).id()).isEqualTo(made.id());
  }

  @Test
  void tagsAndRepositoriesAreListed() {
    here.make("local/web:1", 1000);
    here.push("local/web:1", name("demo/web:1"));
    here.push("local/web:1", name("demo/web:2"));
    here.push("local/web:1", name("other/app:3"));
    assertThat(there.registries().tags(ImageReference.parse(name("demo/web"))))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(there.registries().catalog(registry.host()))
        .containsExactly("demo/web", "other/app");
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> there.registries().tags(ImageReference.parse(name("demo/none"))));
  }

  @Test
  void aListOfManyPagesIsReadToItsEnd() throws IOException {
    here.make("local/web:1", 100);
    for (String repository : List.of("a/one", "b/two", "c/three")) {
      here.push("local/web:1", name(repository + ":1"));
    }
    try (FaultyProxy proxy = new FaultyProxy(registry.host())) {
      proxy.rewrite(path -> path.replace("n=1000", "n=1"));
      assertThat(there.registries().catalog(proxy.host()))
          .containsExactly("a/one", "b/two", "c/three");
      assertThat(proxy.seen("GET", "_catalog")).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void referrersAreFoundByTheTagOfOlderRegistries() throws Exception {
    Image made = here.make("local/web:1", 1000);
    here.push("local/web:1", name("demo/web:1"));
    ImageReference subject = ImageReference.parse(name("demo/web:1"));
    assertThat(there.registries().referrers(subject, Optional.empty())).isEmpty();
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + Layout.OCI_INDEX
            + "\",\"manifests\":["
            + Layout.descriptor(
                Layout.OCI_MANIFEST,
                made.manifest(),
                Files.size(manifest(made)),
                ",\"artifactType\":\"a/signature\",\"annotations\":{\"k\":\"v\"}")
            + "]}";
    HttpResponse<String> put =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://"
                                + registry.host()
                                + "/v2/demo/web/manifests/sha256-"
                                + made.manifest().hex()))
                    .header("Content-Type", Layout.OCI_INDEX)
                    .PUT(HttpRequest.BodyPublishers.ofString(index))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    Referrer found = there.registries().referrers(subject, Optional.of("a/signature")).get(0);
    assertThat(found.digest()).isEqualTo(made.manifest());
    assertThat(found.annotations()).containsEntry("k", "v");
    assertThat(there.registries().referrers(subject, Optional.of("a/other"))).isEmpty();
  }

  private Path manifest(Image image) {
    return folder.resolve("here/root/content/blobs/sha256").resolve(image.manifest().hex());
  }
}
