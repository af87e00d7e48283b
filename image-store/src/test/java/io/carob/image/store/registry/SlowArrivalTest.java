package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.IntegrityCheck;
import io.carob.image.store.kit.Layout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry claims the layers of another image, and sends its own blobs of them very slowly. */
class SlowArrivalTest {

  private static final RegistryOptions UNPACKED = RegistryOptions.DEFAULT.withSnapshotter("folder");
  private static final int[] SIZES = {100_000, 2000, 90_000, 80_000, 70_000, 60_000, 50_000};
  private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5, 6);

  @TempDir Path folder = Path.of("");

  private FaultyProxy slow;
  private FaultyProxy good;
  private Node node;
  private byte[][] layers = {};

  @BeforeEach
  void open() throws IOException {
    slow = new FaultyProxy("");
    good = new FaultyProxy("");
    node = new Node(folder.resolve("node"));
    layers = Node.layers(SIZES);
  }

  @AfterEach
  void close() {
    node.close();
    slow.close();
    good.close();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Serves the image; some layers packed, and those slowly. */
  private void serve(FaultyProxy registry, List<Integer> packed) {
    serve(registry, packed, registry.trickle(20));
  }

  private void serve(FaultyProxy registry, List<Integer> packed, FaultyProxy.Fault how) {
    Layout layout = new Layout();
    String config =
        layout.described(
            Layout.OCI_CONFIG, Layout.config(Platform.host().architecture(), layers), "");
    List<String> described = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      byte[] blob = packed.contains(i) ? gzip(layers[i]) : layers[i];
      String type = packed.contains(i) ? Layout.OCI_LAYER + "+gzip" : Layout.OCI_LAYER;
      if (packed.contains(i)) {
        registry.on(
            "GET",
            "/blobs/" + Digest.of(blob),
            1000,
            (exchange, upstream) ->
                how.answer(exchange, new FaultyProxy.Upstream(200, Map.of(), blob)));
      }
      described.add(Layout.descriptor(type, layout.blob(blob), blob.length, ""));
    }
    layout
        .files()
        .forEach(
            (path, bytes) ->
                registry.on(
                    "GET",
                    "/blobs/sha256:" + path.substring(path.lastIndexOf('/') + 1),
                    1000,
                    FaultyProxy.body(bytes)));
    registry.on(
        "GET",
        "/manifests/",
        1000,
        FaultyProxy.body(
            Layout.manifest(config, described).getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            Layout.OCI_MANIFEST));
  }

  private Image pull(FaultyProxy registry, ImportProgress progress) {
    ImageReference name = ImageReference.parse(registry.host() + "/demo/web:1");
    return node.registries().pull(name, UNPACKED, progress);
  }

  /** Pulls from the slow registry, until it is interrupted. */
  private SlowPull pullSlowly(int files) throws Exception {
    SlowPull pulling =
        new SlowPull(
            new FutureTask<>(
                () -> assertFails(ErrorCode.UNAVAILABLE, () -> pull(slow, ImportProgress.NONE))));
    pulling.thread.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (begun() < files) {
      assertThat(System.nanoTime()).as("the slow pull begins to unpack").isLessThan(end);
      Thread.onSpinWait();
    }
    return pulling;
  }

  /** A pull that ends only when it is interrupted, and then at once. */
  private static final class SlowPull {

    private final FutureTask<CarobException> task;
    private final Thread thread;

    SlowPull(FutureTask<CarobException> task) {
      this.task = task;
      this.thread = new Thread(task);
    }

    void interrupt() throws Exception {
      thread.interrupt();
      assertThat(task.get(60, TimeUnit.SECONDS)).isNotNull();
    }
  }

  private long begun() {
    return node.driver().calls.stream().filter(call -> call.startsWith("beginLayer")).count();
  }

  private void assertUnpacked(Image image) throws IOException {
    for (int i = 0; i < layers.length; i++) {
      LayerInfo layer = image.layers().get(i);
      SnapshotInfo info =
          node.snapshots().stat("folder", SnapshotKey.of(layer.chainId())).orElseThrow();
      assertThat(Files.size(info.place().resolve("content/file-" + i))).isEqualTo(SIZES[i]);
    }
  }

  private void assertOnlyThatIsLeft(Image image) throws Exception {
    assertThat(node.images().list()).extracting(Image::id).containsExactly(image.id());
    assertThat(node.snapshots().list(Optional.of("folder"))).hasSize(layers.length);
    assertThat(node.integrity().check(new IntegrityCheck.Options(false, false))).isEmpty();
    try (var places = Files.list(folder.resolve("node/root/snapshots/folder"))) {
      assertThat(places).hasSize(layers.length);
    }
  }

  private void assertUnpacksMeanwhile(List<Integer> trickling) throws Exception {
    Image image = node.make("local/web:1", SIZES);
    serve(slow, trickling);
    SlowPull pulling = pullSlowly(3);
    CompletableFuture<Optional<SnapshotKey>> unpacking =
        CompletableFuture.supplyAsync(
            () -> node.images().unpack(image.id(), "folder", ImportProgress.NONE));
    assertThat(unpacking.get(60, TimeUnit.SECONDS)).isPresent();
    assertUnpacked(image);
    pulling.interrupt();
    assertOnlyThatIsLeft(image);
  }

  @Test
  void anImageWhoseBlobsAreHereIsUnpackedMeanwhile() throws Exception {
    assertUnpacksMeanwhile(ALL);
  }

  /** The layers between are whole there, but stand on what is not, and wait behind it. */
  @Test
  void layersThatShareTheirBlobsWithTheSlowOnesDoNotWaitForThem() throws Exception {
    assertUnpacksMeanwhile(List.of(0, 2, 3, 5));
  }

  @Test
  void aPullFromAGoodRegistryEndsMeanwhile() throws Exception {
    serve(slow, ALL); // more than one pull fetches at once
    serve(good, List.of());
    SlowPull pulling = pullSlowly(3);
    CompletableFuture<Image> other =
        CompletableFuture.supplyAsync(() -> pull(good, ImportProgress.NONE));
    Image image = other.get(60, TimeUnit.SECONDS);
    assertUnpacked(image);
    pulling.interrupt();
    assertOnlyThatIsLeft(image);
  }

  @Test
  void aPullOfTheSameBlobsSaysWhatItWaitsForAndGoesOnWithThem() throws Exception {
    serve(slow, ALL);
    serve(good, ALL, FaultyProxy::pass);
    SlowPull pulling = pullSlowly(3);
    String waits = " waits for another pull: " + slow.host() + "/demo/web:1";
    CompletableFuture<String> told = new CompletableFuture<>();
    ImportProgress hears =
        (subject, done, total) -> {
          if (subject.startsWith("layer ") && subject.endsWith(waits)) {
            told.complete(subject);
          }
        };
    CompletableFuture<Image> other = CompletableFuture.supplyAsync(() -> pull(good, hears));
    assertThat(told.get(60, TimeUnit.SECONDS)).isNotEmpty();
    assertThat(other).isNotDone();
    pulling.interrupt();
    Image image = other.get(60, TimeUnit.SECONDS);
    assertUnpacked(image);
    assertOnlyThatIsLeft(image);
  }
}
