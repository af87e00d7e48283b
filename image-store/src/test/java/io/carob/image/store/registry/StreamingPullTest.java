package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.kit.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers are unpacked while they come from a real registry. */
class StreamingPullTest {

  private static final RegistryOptions UNPACKED = RegistryOptions.DEFAULT.withSnapshotter("folder");

  @TempDir Path folder = Path.of("");

  private DockerRegistry registry;
  private FaultyProxy proxy;
  private Node here;
  private Node there;
  private Image image;

  @BeforeEach
  void open() throws IOException {
    registry = DockerRegistry.open(folder.resolve("registry"));
    proxy = new FaultyProxy(registry.host());
    here = new Node(folder.resolve("here"));
    there = new Node(folder.resolve("there"), Duration.ofSeconds(5));
    image = here.make("local/web:1", 1000, 400_000, 2000);
    here.push("local/web:1", registry.host() + "/demo/web:1");
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    proxy.close();
    registry.close();
  }

  private Image pull() {
    return there
        .registries()
        .pull(ImageReference.parse(proxy.host() + "/demo/web:1"), UNPACKED, ImportProgress.NONE);
  }

  private String blob(int layer) {
    return "/v2/demo/web/blobs/" + image.layers().get(layer).blob();
  }

  private boolean isUnpacked(int layer) {
    SnapshotKey key = SnapshotKey.of(image.layers().get(layer).chainId());
    return there.snapshots().stat("folder", key).isPresent();
  }

  private long unpacks() {
    return there.driver().calls.stream().filter(call -> call.startsWith("beginLayer")).count();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(there.images().list()).isEmpty();
    assertThat(there.blobs()).isEmpty();
    assertThat(there.snapshots().list(java.util.Optional.of("folder"))).isEmpty();
  }

  @Test
  void layersAreUnpackedWhenThePullEnds() {
    Image pulled = pull();
    for (int i = 0; i < image.layers().size(); i++) {
      assertThat(isUnpacked(i)).isTrue();
    }
    long before = unpacks();
    assertThat(before).isEqualTo(3);
    assertThat(there.images().unpack(pulled.id(), "folder", ImportProgress.NONE)).isPresent();
    assertThat(unpacks()).isEqualTo(before);
  }

  @Test
  void filesAppearWhileTheRestIsStillToCome() throws Exception {
    CountDownLatch stalling = new CountDownLatch(1);
    CountDownLatch filling = new CountDownLatch(1);
    there.driver().inside =
        (method, place) -> {
          if (method.equals("beginLayer")) {
            filling.countDown();
          }
        };
    proxy.on("GET", blob(1), 1, proxy.stallAfter(300_000, stalling));
    CompletableFuture<Image> pulling = CompletableFuture.supplyAsync(this::pull);
    assertThat(stalling.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(filling.await(60, TimeUnit.SECONDS)).isTrue();
    Path file = await("file-1");
    assertThat(Files.size(file)).isLessThan(400_001);
    assertThat(isUnpacked(1)).isFalse();
    assertThat(pulling.get(60, TimeUnit.SECONDS).id()).isEqualTo(image.id()); // goes on by itself
    assertThat(proxy.seen("GET", blob(1)).get(1).header("Range")).startsWith("bytes=");
    assertThat(unpacks()).isEqualTo(3);
    assertThat(isUnpacked(1)).isTrue();
  }

  private Path await(String name) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (var all = Files.walk(folder.resolve("there/root/snapshots"))) {
        var found = all.filter(path -> path.endsWith(name)).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (java.io.UncheckedIOException e) {
        // a folder went meanwhile
      }
      assertThat(System.nanoTime()).as("waiting for " + name).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void aBlobThatCameWrongOnceIsUnpackedAnew() {
    proxy.on("GET", blob(1), 1, FaultyProxy.corrupt());
    assertThat(pull().id()).isEqualTo(image.id());
    assertThat(isUnpacked(2)).isTrue();
    assertThat(there.images().unpack(image.id(), "folder", ImportProgress.NONE)).isPresent();
  }

  @Test
  void aWrongBlobLeavesNeitherBlobNorSnapshot() throws IOException {
    proxy.on("GET", blob(1), 100, FaultyProxy.corrupt());
    assertFails(ErrorCode.DATA_LOSS, this::pull);
    assertNothingIsLeft();
  }

  @Test
  void aWrongDiffIdLeavesNeitherBlobNorSnapshot() throws IOException {
    Layout layout = new Layout();
    byte[][] layers = Node.layers(1000, 5000);
    String config =
        layout.described(
            Layout.OCI_CONFIG, Layout.config("amd64", layers[0], Node.layers(7)[0]), "");
    List<String> described = new ArrayList<>();
    for (byte[] layer : layers) {
      described.add(Layout.descriptor(Layout.OCI_LAYER, layout.blob(layer), layer.length, ""));
    }
    layout.index(
        layout.described(
            Layout.OCI_MANIFEST,
            Layout.manifest(config, described),
            Layout.platform("amd64") + Layout.named("x:1")));
    registry.skopeo(
        folder,
        "copy",
        "--dest-tls-verify=false",
        "oci:" + layout.writeFolder(folder.resolve("wrong")) + ":x:1",
        "docker://" + registry.host() + "/demo/wrong:1");
    ImageReference wrong = ImageReference.parse(registry.host() + "/demo/wrong:1");
    assertFails(
        ErrorCode.DATA_LOSS, () -> there.registries().pull(wrong, UNPACKED, ImportProgress.NONE));
    assertNothingIsLeft();
  }

  @Test
  void aPullThatIsBrokenOffLeavesNoSnapshot() throws Exception {
    CountDownLatch stalling = new CountDownLatch(1);
    proxy.on("GET", blob(1), 100, proxy.stallAfter(200_000, stalling));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread pulling =
        new Thread(
            () -> {
              try {
                pull();
                ended.complete(new AssertionError("it was not broken off"));
              } catch (RuntimeException e) {
                ended.complete(e);
              }
            });
    pulling.start();
    assertThat(stalling.await(60, TimeUnit.SECONDS)).isTrue();
    pulling.interrupt();
    assertFails(
        ErrorCode.UNAVAILABLE,
        () -> {
          throw ended.get(60, TimeUnit.SECONDS);
        });
    assertNothingIsLeft();
  }

  @Test
  void tenPullsAtOnceFetchAndUnpackEachLayerOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try {
      List<CompletableFuture<Image>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(CompletableFuture.supplyAsync(this::pull, threads));
      }
      for (CompletableFuture<Image> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS).id()).isEqualTo(image.id());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(unpacks()).isEqualTo(3);
    for (LayerInfo layer : image.layers()) {
      assertThat(proxy.seen("GET", "/blobs/" + layer.blob())).hasSize(1);
    }
  }

  @Test
  void whoWaitsForAPullThatIsBrokenOffGoesOnByHimself() throws Exception {
    CountDownLatch stalling = new CountDownLatch(1);
    proxy.on("GET", blob(1), 1, proxy.stallAfter(200_000, stalling));
    Thread first = new Thread(() -> assertFails(ErrorCode.UNAVAILABLE, this::pull));
    first.start();
    assertThat(stalling.await(60, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Image> second = CompletableFuture.supplyAsync(this::pull);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (proxy.seen("GET", "/manifests/").size() < 2 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    first.interrupt();
    assertThat(second.get(60, TimeUnit.SECONDS).id()).isEqualTo(image.id());
    first.join();
    assertThat(isUnpacked(2)).isTrue();
  }

  @Test
  void blobsThatAreHereAreUnpackedWithoutBeingFetched() {
    there.pull(proxy.host() + "/demo/web:1");
    int before = proxy.seen("GET", "/blobs/").size();
    pull();
    assertThat(proxy.seen("GET", "/blobs/")).hasSize(before);
    assertThat(isUnpacked(2)).isTrue();
  }

  @Test
  void withoutTheSnapshotterTheImageComesAllTheSame() {
    Image pulled =
        there
            .registries()
            .pull(
                ImageReference.parse(proxy.host() + "/demo/web:1"),
                RegistryOptions.DEFAULT.withSnapshotter("none"),
                ImportProgress.NONE);
    assertThat(pulled.id()).isEqualTo(image.id());
  }
}
