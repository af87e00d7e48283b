package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.RegistryOptions;
import io.carob.image.store.kit.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that means harm, and serves what a test makes of it. */
class HostileRegistryTest {

  private static final String MANIFEST = "/v2/demo/web/manifests/";
  private static final String TAGS = "/v2/demo/web/tags/list";

  @TempDir Path folder = Path.of("");

  private FaultyProxy registry;
  private FaultyProxy elsewhere;
  private Node node;

  @BeforeEach
  void open() throws IOException {
    registry = new FaultyProxy("");
    elsewhere = new FaultyProxy("");
    node = new Node(folder, Duration.ofSeconds(2));
  }

  @AfterEach
  void close() {
    node.close();
    registry.close();
    elsewhere.close();
  }

  private Image pull() {
    return node.pull(registry.host() + "/demo/web:1");
  }

  private void assertRefused(ErrorCode code) throws IOException {
    assertFails(code, this::pull);
    assertThat(node.images().list()).isEmpty();
    assertThat(node.blobs()).isEmpty();
    assertThat(node.ingests()).isEmpty();
  }

  /** Serves the blobs of a layout, and a document under the tag. */
  private void serve(Layout layout, String document, String type) {
    layout
        .files()
        .forEach(
            (path, bytes) -> {
              if (path.startsWith("blobs/")) {
                String digest = "sha256:" + path.substring(path.lastIndexOf('/') + 1);
                registry.on("GET", "/blobs/" + digest, 1000, FaultyProxy.body(bytes));
                registry.on(
                    "GET",
                    MANIFEST + digest,
                    1000,
                    FaultyProxy.body(bytes, "Content-Type", Layout.OCI_MANIFEST));
              }
            });
    registry.on(
        "GET",
        MANIFEST,
        1000,
        FaultyProxy.body(document.getBytes(StandardCharsets.UTF_8), "Content-Type", type));
  }

  private static String config(Layout layout, byte[] layer) {
    return layout.described(Layout.OCI_CONFIG, Layout.config("amd64", layer), "");
  }

  /** A manifest of one layer whose descriptor says something else than it is. */
  private void serveLayer(Digest digest, long size, String more) {
    Layout layout = new Layout();
    byte[] layer = Node.layers(1000)[0];
    layout.blob(layer);
    String said = Layout.descriptor(Layout.OCI_LAYER, digest, size, more);
    serve(layout, Layout.manifest(config(layout, layer), List.of(said)), Layout.OCI_MANIFEST);
  }

  @Test
  void whatIsRightIsPulledFromThisTestsRegistryToo() {
    byte[] layer = Node.layers(1000)[0];
    serveLayer(Digest.of(layer), layer.length, "");
    assertThat(pull().layers()).hasSize(1);
  }

  @Test
  void aLayerIsNeverFetchedFromTheUrlsOfItsDescriptor() {
    byte[] layer = Node.layers(1000)[0];
    serveLayer(
        Digest.of(layer), layer.length, ",\"urls\":[\"http://" + elsewhere.host() + "/layer\"]");
    pull();
    assertThat(elsewhere.seen()).isEmpty();
  }

  /** It has come as a document already, so no download of a layer ever begins. */
  @Test
  void aLayerThatIsTheConfigurationIsGivenUpWhileItIsUnpacked() throws IOException {
    Layout layout = new Layout();
    String config = Layout.config("amd64", Node.layers(1000)[0]);
    byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
    String said = Layout.descriptor(Layout.OCI_LAYER, Digest.of(bytes), bytes.length, "");
    serve(
        layout,
        Layout.manifest(layout.described(Layout.OCI_CONFIG, config, ""), List.of(said)),
        Layout.OCI_MANIFEST);
    ImageReference name = ImageReference.parse(registry.host() + "/demo/web:1");
    RegistryOptions unpacked = RegistryOptions.DEFAULT.withSnapshotter("folder");
    assertFails(
        ErrorCode.DATA_LOSS, () -> node.registries().pull(name, unpacked, ImportProgress.NONE));
    assertThat(node.images().list()).isEmpty();
    assertThat(node.snapshots().list(Optional.empty())).isEmpty();
  }

  @Test
  void aWrongSizeIsDataLoss() throws IOException {
    byte[] layer = Node.layers(1000)[0];
    serveLayer(Digest.of(layer), layer.length - 1, "");
    assertRefused(ErrorCode.DATA_LOSS);
  }

  @Test
  void aLayerThatCannotFitOnTheDiskIsNotBegun() throws IOException {
    byte[] layer = Node.layers(1000)[0];
    serveLayer(Digest.of(layer), Long.MAX_VALUE / 2, "");
    assertRefused(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(registry.seen("GET", "/blobs/" + Digest.of(layer))).isEmpty();
  }

  @Test
  void aDigestThatIsAPathIsDataLoss() throws IOException {
    Layout layout = new Layout();
    byte[] layer = Node.layers(1000)[0];
    String said =
        Layout.descriptor(Layout.OCI_LAYER, Digest.of(layer), layer.length, "")
            .replaceFirst("sha256:[0-9a-f]+", "sha256:../../../../etc/passwd");
    serve(layout, Layout.manifest(config(layout, layer), List.of(said)), Layout.OCI_MANIFEST);
    assertRefused(ErrorCode.DATA_LOSS);
  }

  @Test
  void aHeaderThatSaysAnotherDigestIsDataLoss() throws IOException {
    registry.on(
        "GET",
        MANIFEST,
        10,
        FaultyProxy.body(
            "{}".getBytes(StandardCharsets.UTF_8), "Docker-Content-Digest", "sha256:../../x"));
    assertRefused(ErrorCode.DATA_LOSS);
  }

  @Test
  void aDocumentThatIsBothAManifestAndAnIndexIsRefusedAsEither() throws IOException {
    Layout layout = new Layout();
    byte[] layer = Node.layers(1000)[0];
    String both =
        Layout.manifest(
                config(layout, layer),
                List.of(Layout.descriptor(Layout.OCI_LAYER, layout.blob(layer), layer.length, "")))
            .replaceFirst("\\{", "{\"manifests\":[],");
    for (String type : List.of(Layout.OCI_MANIFEST, Layout.OCI_INDEX, "application/json", "")) {
      try (FaultyProxy one = new FaultyProxy("")) {
        one.on(
            "GET",
            MANIFEST,
            1,
            FaultyProxy.body(both.getBytes(StandardCharsets.UTF_8), "Content-Type", type));
        assertFails(ErrorCode.DATA_LOSS, () -> node.pull(one.host() + "/demo/web:1"));
      }
    }
    assertThat(node.blobs()).isEmpty();
  }

  @Test
  void aDocumentIsWhatItIsAnnouncedAs() throws IOException {
    Layout layout = new Layout();
    byte[] layer = Node.layers(1000)[0];
    String manifest =
        Layout.manifest(config(layout, layer), List.of())
            .replaceFirst("\\{", "{\"mediaType\":\"" + Layout.OCI_MANIFEST + "\",");
    serve(layout, manifest, Layout.OCI_INDEX);
    assertRefused(ErrorCode.DATA_LOSS);
  }

  @Test
  void aPageOfALoginInsteadOfAManifestIsRefused() throws IOException {
    registry.on(
        "GET",
        MANIFEST,
        1,
        FaultyProxy.body("<html>".getBytes(StandardCharsets.UTF_8), "Content-Type", "text/html"));
    assertRefused(ErrorCode.DATA_LOSS);
  }

  @Test
  void documentsTogetherAreBoundedToo() throws IOException {
    Layout layout = new Layout();
    String[] many = new String[8];
    for (int i = 0; i < many.length; i++) {
      String filling = i + " ".repeat(3 << 20);
      many[i] =
          layout.described(
              Layout.OCI_MANIFEST,
              "{\"schemaVersion\":2,\"config\":"
                  + layout.described(Layout.OCI_CONFIG, Layout.config("s390x"), "")
                  + ",\"layers\":[],\"x\":\""
                  + filling
                  + "\"}",
              "");
    }
    serve(layout, Layout.indexOf(many), Layout.OCI_INDEX);
    assertRefused(ErrorCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void aBlobWhoseRangesAreRefusedAgainAndAgainIsGivenUp() throws IOException {
    byte[] layer = Node.layers(400_000)[0];
    Layout layout = new Layout();
    AtomicInteger asked = new AtomicInteger();
    registry.on(
        "GET",
        "/blobs/" + Digest.of(layer),
        1000,
        (exchange, upstream) -> {
          if (asked.getAndIncrement() % 2 == 0) {
            exchange.sendResponseHeaders(200, layer.length);
            exchange.getResponseBody().write(layer, 0, 200_000);
            exchange.getResponseBody().flush();
          } else {
            exchange.sendResponseHeaders(416, -1);
          }
        });
    String said = Layout.descriptor(Layout.OCI_LAYER, Digest.of(layer), layer.length, "");
    serve(layout, Layout.manifest(config(layout, layer), List.of(said)), Layout.OCI_MANIFEST);
    assertFails(ErrorCode.UNAVAILABLE, this::pull);
    assertThat(asked.get()).isLessThan(10);
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws IOException {
    byte[] document = new byte[10_000];
    registry.on(
        "GET",
        MANIFEST,
        1000,
        (exchange, upstream) ->
            registry
                .trickle(150)
                .answer(exchange, new FaultyProxy.Upstream(200, Map.of(), document)));
    assertRefused(ErrorCode.UNAVAILABLE);
  }

  @Test
  void redirectionsLeadToNothingButHttp() throws IOException {
    for (String to :
        List.of("file:///etc/passwd", "ftp://127.0.0.1/x", "jar:file:/x!/", "//", "")) {
      try (FaultyProxy one = new FaultyProxy("")) {
        one.on("GET", MANIFEST, 100, FaultyProxy.status(307, "Location", to));
        Image none = null;
        try {
          none = node.pull(one.host() + "/demo/web:1");
        } catch (io.carob.api.CarobException e) {
          assertThat(e.code())
              .isIn(ErrorCode.PERMISSION_DENIED, ErrorCode.UNAVAILABLE, ErrorCode.INTERNAL);
        }
        assertThat(none).as(to).isNull();
      }
    }
    assertThat(node.blobs()).isEmpty();
  }

  @Test
  void anUploadThatIsSentElsewhereTakesNoCredentialsAlong() throws IOException {
    node.make("local/web:1", 3 * Node.CHUNK);
    node.logins("{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"Y2Fyb2w6d3Jvbmc=\"}}}");
    registry.on(
        "HEAD", "/v2/", 1, FaultyProxy.status(401, "WWW-Authenticate", "Basic realm=\"x\""));
    registry.on("HEAD", "/v2/", 100, FaultyProxy.status(404));
    registry.on(
        "POST",
        "/v2/",
        100,
        FaultyProxy.status(202, "Location", "http://" + elsewhere.host() + "/upload"));
    assertFails(
        ErrorCode.UNAVAILABLE, () -> node.push("local/web:1", registry.host() + "/demo/web:1"));
    assertThat(registry.seen("POST", "/v2/"))
        .anyMatch(seen -> seen.header("Authorization").startsWith("Basic "));
    assertThat(elsewhere.seen("PATCH", "/upload")).isNotEmpty();
    assertThat(elsewhere.seen()).allMatch(seen -> seen.header("Authorization").isEmpty());
  }

  @Test
  void anUploadThatNeverGetsOnIsGivenUp() {
    node.make("local/web:1", 3 * Node.CHUNK);
    registry.on("HEAD", "/v2/", 1000, FaultyProxy.status(404));
    registry.on("POST", "/v2/", 1000, FaultyProxy.status(202, "Location", "/upload"));
    registry.on(
        "PATCH", "/upload", 1000, FaultyProxy.status(202, "Location", "/upload", "Range", "0-0"));
    registry.on(
        "GET", "/upload", 1000, FaultyProxy.status(204, "Location", "/upload", "Range", "0-0"));
    assertFails(
        ErrorCode.UNAVAILABLE, () -> node.push("local/web:1", registry.host() + "/demo/web:1"));
    assertThat(registry.seen("PATCH", "/upload")).hasSizeLessThan(20);
  }

  @Test
  void anEndlessListOfTagsIsGivenUp() {
    AtomicInteger page = new AtomicInteger();
    registry.on(
        "GET",
        TAGS,
        Integer.MAX_VALUE,
        (exchange, upstream) ->
            FaultyProxy.body(
                    "{\"tags\":[]}".getBytes(StandardCharsets.UTF_8),
                    "Link",
                    "<" + TAGS + "?last=" + page.incrementAndGet() + ">; rel=\"next\"")
                .answer(exchange, upstream));
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, this::tags);
    assertThat(page.get()).isEqualTo(Listing.MOST_PAGES + 1);
  }

  @Test
  void tagsOnSeveralPagesAreAllListed() {
    for (int page = 1; page <= 3; page++) {
      String next = "<" + TAGS + "?n=1&last=" + page + ">; rel=\"next\"";
      byte[] body = ("{\"tags\":[\"v" + page + "\"]}").getBytes(StandardCharsets.UTF_8);
      registry.on(
          "GET", TAGS, 1, page < 3 ? FaultyProxy.body(body, "Link", next) : FaultyProxy.body(body));
    }
    assertThat(tags()).containsExactly("v1", "v2", "v3");
  }

  private List<String> tags() {
    return node.registries().tags(ImageReference.parse(registry.host() + "/demo/web"));
  }

  @Test
  void aListThatGoesOnElsewhereIsNotTakenForWhole() {
    registry.on(
        "GET",
        TAGS,
        1,
        FaultyProxy.body(
            "{\"tags\":[\"1\"]}".getBytes(StandardCharsets.UTF_8),
            "Link",
            "<http://" + elsewhere.host() + "/more>; rel=\"next\""));
    assertFails(ErrorCode.UNAVAILABLE, this::tags);
    assertThat(elsewhere.seen()).isEmpty();
  }

  @Test
  void aTagThatCanBeNoneIsDataLoss() {
    registry.on(
        "GET",
        TAGS,
        1,
        FaultyProxy.body(
            "{\"tags\":[\"1\\u001b[2J\\nimage deleted\"]}".getBytes(StandardCharsets.UTF_8)));
    assertFails(ErrorCode.DATA_LOSS, this::tags);
  }

  @Test
  void referrersOfAnotherFormAreDataLoss() {
    Digest subject = Digest.of(new byte[1]);
    ImageReference name = ImageReference.parse(registry.host() + "/demo/web@" + subject);
    registry.on(
        "GET",
        "/referrers/",
        1,
        FaultyProxy.body(
            "{\"manifests\":[{\"digest\":\"sha256:../x\"}]}".getBytes(StandardCharsets.UTF_8)));
    assertFails(
        ErrorCode.DATA_LOSS, () -> node.registries().referrers(name, Optional.of("a\r\nHost: b")));
    assertThat(registry.seen("GET", "artifactType=a%0D%0AHost%3A+b")).hasSize(1);
  }

  @Test
  void whatTheUserNamesCanBeNoHeaderOrOtherPath() {
    for (String name :
        List.of("a.b/x\r\nHost: y:1", "a.b\r\n/x:1", "a.b/../x:1", "a.b/x:1?y", "..:5/x")) {
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> node.pull(name));
    }
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> node.registries().catalog("a.b/c\r\nd: e"));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> node.registries().catalog("user:pw@a.b"));
  }

  @Test
  void aWaitWithoutMeasureIsNotWaitedFor() throws IOException {
    registry.on(
        "GET", MANIFEST, 100, FaultyProxy.status(503, "Retry-After", "99999999999999999999"));
    assertRefused(ErrorCode.UNAVAILABLE);
    assertThat(registry.seen("GET", MANIFEST)).hasSize(1);
  }
}
