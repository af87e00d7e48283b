package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real registry behind a proxy that cuts, stalls, corrupts and refuses. */
class FaultyRegistryTest {

  private static final String BLOB = "/v2/demo/web/blobs/sha256:";
  private static final String MANIFEST = "/v2/demo/web/manifests/";

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
    there = new Node(folder.resolve("there"), Duration.ofSeconds(2));
    image = here.make("local/web:1", 400_000);
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
    return there.pull(proxy.host() + "/demo/web:1");
  }

  private String layer() {
    return BLOB + image.layers().get(0).blob().hex();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(there.images().list()).isEmpty();
    assertThat(there.blobs()).isEmpty();
    assertThat(there.ingests()).isEmpty();
  }

  @Test
  void afterACutItGoesOnWhereItEnded() {
    proxy.on("GET", layer(), 1, FaultyProxy.cutAfter(150_000));
    proxy.on("GET", layer(), 1, FaultyProxy.cutAfter(100_000));
    assertThat(pull().id()).isEqualTo(image.id());
    List<FaultyProxy.Seen> asked = proxy.seen("GET", layer());
    assertThat(asked).hasSize(3);
    assertThat(asked.get(0).header("Range")).isEmpty();
    assertThat(begin(asked.get(1))).isPositive().isLessThanOrEqualTo(150_000);
    assertThat(begin(asked.get(2))).isGreaterThan(begin(asked.get(1)));
  }

  private static long begin(FaultyProxy.Seen seen) {
    return Long.parseLong(seen.header("Range").replaceAll("bytes=(\\d+)-\\d+", "$1"));
  }

  @Test
  void cutsThatBringSomethingEachTimeDoNotEndThePull() {
    proxy.on("GET", layer(), 5, FaultyProxy.cutAfter(70_000)); // as many as there are attempts
    assertThat(pull().id()).isEqualTo(image.id());
  }

  @Test
  void aPullThatFailedGoesOnWhenAskedForAgain() throws IOException {
    proxy.on("GET", layer(), 1, FaultyProxy.cutAfter(150_000));
    proxy.on("GET", layer(), 20, FaultyProxy.status(503));
    assertFails(ErrorCode.UNAVAILABLE, this::pull);
    assertThat(there.images().list()).isEmpty();
    assertThat(there.blobs()).isEmpty();
    assertThat(there.ingests()).hasSize(1);
    int before = proxy.seen("GET", layer()).size();
    FaultyProxy healthy = new FaultyProxy(registry.host());
    try (healthy) {
      there.pull(healthy.host() + "/demo/web:1");
      assertThat(begin(healthy.seen("GET", layer()).get(0))).isPositive();
    }
    assertThat(proxy.seen("GET", layer())).hasSize(before);
    assertThat(there.ingests()).isEmpty();
  }

  @Test
  void afterAKillItGoesOnWhereItEnded() throws Exception {
    CountDownLatch stalling = new CountDownLatch(1);
    proxy.on("GET", layer(), 1, proxy.stallAfter(200_000, stalling));
    Path place = folder.resolve("killed");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PullChild.class.getName(),
                place.toString(),
                proxy.host() + "/demo/web:1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("child.log").toFile())
            .start();
    try {
      assertThat(stalling.await(60, TimeUnit.SECONDS)).isTrue();
      Path part = place.resolve("root/content/ingest").resolve(layerHex() + ".part");
      awaitSize(part, 100_000);
    } finally {
      child.destroyForcibly();
      child.onExit().join();
    }
    try (Node again = new Node(place)) {
      assertThat(again.pull(proxy.host() + "/demo/web:1").id()).isEqualTo(image.id());
    }
    List<FaultyProxy.Seen> asked = proxy.seen("GET", layer());
    assertThat(begin(asked.get(asked.size() - 1))).isGreaterThanOrEqualTo(100_000);
  }

  @Test
  void layersThatCameWholeAreNotFetchedAgainAfterAFailure() throws IOException {
    Image two = here.make("local/two:1", 50_000, 60_000);
    here.push("local/two:1", registry.host() + "/demo/web:2");
    String second = BLOB + two.layers().get(1).blob().hex();
    proxy.on("GET", second, 5, FaultyProxy.status(503)); // as often as it is tried
    ImageReference name = ImageReference.parse(proxy.host() + "/demo/web:2");
    assertFails(ErrorCode.UNAVAILABLE, () -> there.pull(name.toString()));
    assertThat(there.blobs()).isEmpty();
    assertThat(there.ingests()).hasSizeLessThanOrEqualTo(1);
    boolean whole = there.ingests().size() == 1; // unless the second failed before the first came
    assertThat(there.pull(name.toString()).id()).isEqualTo(two.id());
    String first = BLOB + two.layers().get(0).blob().hex();
    assertThat(proxy.seen("GET", first).size()).isLessThanOrEqualTo(whole ? 1 : 2);
    assertThat(there.ingests()).isEmpty();
  }

  private String layerHex() {
    return image.layers().get(0).blob().hex();
  }

  private static void awaitSize(Path file, long size) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(file) || Files.size(file) < size) {
      assertThat(System.nanoTime()).as("waiting for " + file).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void whatStandsStillIsAskedForAgain() {
    proxy.on("GET", layer(), 1, proxy.stallAfter(150_000, new CountDownLatch(1)));
    assertThat(pull().id()).isEqualTo(image.id());
    assertThat(begin(proxy.seen("GET", layer()).get(1))).isPositive();
  }

  @Test
  void aBlobThatCameWrongOnceIsFetchedAgainFromItsBeginning() {
    proxy.on("GET", layer(), 1, FaultyProxy.corrupt());
    assertThat(pull().id()).isEqualTo(image.id());
    assertThat(proxy.seen("GET", layer()).get(1).header("Range")).isEmpty();
  }

  @Test
  void aBlobThatIsWrongIsDataLossAndLeavesNothing() throws IOException {
    proxy.on("GET", layer(), 100, FaultyProxy.corrupt());
    assertFails(ErrorCode.DATA_LOSS, this::pull);
    assertNothingIsLeft();
  }

  @Test
  void aBlobThatDoesNotEndIsDataLoss() throws IOException {
    proxy.on("GET", layer(), 100, FaultyProxy.endless(1 << 20));
    assertFails(ErrorCode.DATA_LOSS, this::pull);
    assertNothingIsLeft();
  }

  @Test
  void aManifestThatIsWrongIsDataLoss() throws IOException {
    proxy.on("GET", MANIFEST, 100, FaultyProxy.corrupt());
    assertFails(ErrorCode.DATA_LOSS, this::pull);
    assertNothingIsLeft();
  }

  @Test
  void aManifestWithoutEndIsRefused() throws IOException {
    proxy.on("GET", MANIFEST, 100, FaultyProxy.endless(5 << 20));
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, this::pull);
    assertNothingIsLeft();
  }

  @Test
  void aConfigurationThatCameWrongOnceIsFetchedAgain() {
    String config = BLOB + image.id().hex();
    proxy.on("GET", config, 1, FaultyProxy.corrupt());
    proxy.on("GET", config, 1, FaultyProxy.cutAfter(10));
    assertThat(pull().id()).isEqualTo(image.id());
  }

  @Test
  void refusalsThatPassArePassedOver() {
    proxy.on("GET", MANIFEST, 2, FaultyProxy.status(503));
    proxy.on("GET", layer(), 2, FaultyProxy.status(500));
    assertThat(pull().id()).isEqualTo(image.id());
  }

  @Test
  void aRegistryThatAsksForPatienceGetsIt() {
    proxy.on("GET", MANIFEST, 1, FaultyProxy.status(429, "Retry-After", "2"));
    proxy.on("GET", layer(), 1, FaultyProxy.status(503, "Retry-After", "1"));
    long begin = System.nanoTime();
    assertThat(pull().id()).isEqualTo(image.id());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(3));
  }

  @Test
  void aLimitThatDoesNotPassIsAnError() {
    proxy.on("GET", MANIFEST, 100, FaultyProxy.status(429));
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, this::pull);
    assertThat(proxy.seen("GET", MANIFEST)).hasSize(5);
  }

  @Test
  void aRegistryThatAsksForTooMuchPatienceIsGivenUp() {
    proxy.on("GET", MANIFEST, 100, FaultyProxy.status(429, "Retry-After", "3600"));
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, this::pull);
    assertThat(proxy.seen("GET", MANIFEST)).hasSize(1);
  }

  @Test
  void pullsAtTheSameTimeFetchEachBlobOnce() {
    CompletableFuture<Image> one = CompletableFuture.supplyAsync(this::pull);
    CompletableFuture<Image> other = CompletableFuture.supplyAsync(this::pull);
    assertThat(one.join().id()).isEqualTo(other.join().id());
    assertThat(proxy.seen("GET", layer())).hasSize(1);
  }

  @Test
  void blobsThatAreHereAreNotFetched() {
    pull();
    there.pull(proxy.host() + "/demo/web@" + image.manifest());
    assertThat(proxy.seen("GET", BLOB)).hasSize(2); // configuration and layer, once each
  }

  @Test
  void aMirrorIsAskedFirstAndTheRegistryWhenItFails() throws IOException {
    try (FaultyProxy mirror = new FaultyProxy(registry.host())) {
      there.hosts(
          proxy.host(),
          "server = \"http://" + proxy.host() + "\"\n[host.\"http://" + mirror.host() + "\"]\n");
      mirror.on("GET", layer(), 100, FaultyProxy.status(404));
      assertThat(pull().id()).isEqualTo(image.id());
      assertThat(proxy.seen("GET", MANIFEST)).isEmpty();
      assertThat(mirror.seen("GET", layer())).hasSize(1);
      assertThat(proxy.seen("GET", layer())).hasSize(1);
    }
  }

  @Test
  void aMirrorThatSpoilsABlobIsMended() throws IOException {
    try (FaultyProxy mirror = new FaultyProxy(registry.host())) {
      there.hosts(
          proxy.host(),
          "server = \"http://" + proxy.host() + "\"\n[host.\"http://" + mirror.host() + "\"]\n");
      mirror.on("GET", layer(), 100, FaultyProxy.corrupt());
      assertThat(pull().id()).isEqualTo(image.id());
    }
  }

  @Test
  void configuredHeadersAreSentButNotToOthers() throws IOException {
    try (FaultyProxy elsewhere = new FaultyProxy(registry.host())) {
      there.hosts(
          proxy.host(),
          "server = \"http://" + proxy.host() + "\"\n[header]\nx-tenant = [\"blue\"]\n");
      proxy.on(
          "GET",
          layer(),
          1,
          FaultyProxy.status(307, "Location", "http://" + elsewhere.host() + layer()));
      assertThat(pull().id()).isEqualTo(image.id());
      assertThat(proxy.seen("GET", layer()).get(0).header("x-tenant")).isEqualTo("blue");
      assertThat(elsewhere.seen("GET", layer()).get(0).header("x-tenant")).isEmpty();
    }
  }

  @Test
  void redirectionsWithoutEndAreRefused() {
    proxy.on("GET", layer(), 100, FaultyProxy.status(302, "Location", layer()));
    assertFails(ErrorCode.PERMISSION_DENIED, this::pull);
  }

  @Test
  void aPushGoesOnAfterCutsAndRefusals() {
    here.make("local/more:1", 5 * Node.CHUNK);
    proxy.on("PATCH", "/v2/demo/more/", 1, FaultyProxy.cutAfter(0));
    proxy.on("PATCH", "/v2/demo/more/", 1, FaultyProxy.status(503, "Retry-After", "1"));
    proxy.on("PUT", "/v2/demo/more/blobs", 1, FaultyProxy.cutAfter(0));
    proxy.on("PUT", "/v2/demo/more/manifests", 1, FaultyProxy.status(502));
    here.push("local/more:1", proxy.host() + "/demo/more:1");
    assertThat(proxy.seen("PATCH", "/v2/demo/more/"))
        .allMatch(patch -> patch.bytes() <= Node.CHUNK);
    assertThat(there.pull(registry.host() + "/demo/more:1").names()).hasSize(1);
  }

  @Test
  void aSecondPushSendsNoBlob() {
    here.push("local/web:1", proxy.host() + "/demo/web:2");
    assertThat(proxy.seen("POST", "")).isEmpty();
    assertThat(proxy.seen("PUT", "")).hasSize(1);
  }

  @Test
  void blobsOfAnotherRepositoryAreMounted() {
    here.pull(proxy.host() + "/demo/web:1");
    here.push("local/web:1", proxy.host() + "/other/app:1");
    assertThat(proxy.seen("POST", "mount=")).hasSize(2);
    assertThat(proxy.seen("PATCH", "")).isEmpty();
    assertThat(proxy.seen("PUT", "/other/app/blobs")).isEmpty();
    assertThat(there.pull(registry.host() + "/other/app:1").id()).isEqualTo(image.id());
  }
}
