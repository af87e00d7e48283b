package io.carob.image.store.gc;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.node.MetricSource;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.GcReport;
import io.carob.api.storage.GcReport.Decision;
import io.carob.api.storage.GcReport.Subject;
import io.carob.api.storage.Storage;
import io.carob.image.store.RealStore;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.snapshot.FolderDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcTest {

  private static final byte[] BASE = new Tar().file("base", new byte[100_000]).build();

  @TempDir Path folder = Path.of("");

  private final FolderDriver driver = new FolderDriver("folder", true);
  private final FolderDriver other = new FolderDriver("other", true);
  private RealStore store;

  @BeforeEach
  void open() {
    store = RealStore.open(folder, driver, other);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] layer(String name) {
    return new Tar().file(name, new byte[50_000]).build();
  }

  private Image image(String name, String top) throws Exception {
    return store.image(name, BASE, layer(top));
  }

  /** A policy without the time that an image stays in any case. */
  private void policy(
      boolean keepBlobs, Optional<Duration> maxAge, Optional<GcPolicy.Watermark> watermark) {
    store.store.collectBy(
        new GcPolicy(keepBlobs, Duration.ZERO, maxAge, Optional.empty(), watermark), Duration.ZERO);
  }

  private static List<String> going(GcReport report, Subject subject) {
    return report.decisions().stream()
        .filter(one -> one.subject() == subject && one.goes())
        .map(Decision::name)
        .toList();
  }

  private static Decision image(GcReport report, String name) {
    return report.decisions().stream()
        .filter(one -> one.subject() == Subject.IMAGE && one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() {
    return store.store.images().list().stream()
        .flatMap(image -> image.names().stream())
        .map(Object::toString)
        .toList();
  }

  private double counted(String name, String label) {
    return store.store.metrics().metrics().stream()
        .filter(one -> one.name().equals(name))
        .filter(one -> label.isEmpty() || one.labels().containsValue(label))
        .mapToDouble(MetricSource.Metric::value)
        .sum();
  }

  @Test
  void runsAreCountedAndDryOnesAreNot() throws Exception {
    policy(true, Optional.empty(), Optional.empty());
    Storage storage = store.store.storage();
    storage.collect(true);
    assertThat(counted("carob_gc_runs_total", "ok")).isZero();
    GcReport report = storage.collect(false);
    assertThat(counted("carob_gc_runs_total", "ok")).isEqualTo(1);
    assertThat(counted("carob_gc_runs_total", "failed")).isZero();
    assertThat(counted("carob_gc_freed_bytes_total", "")).isEqualTo((double) report.freed());
    assertThat(counted("carob_gc_seconds_total", "")).isPositive();
  }

  @Test
  void byDefaultOnlyWhatNothingPointsToGoesAndADryRunChangesNothing() throws Exception {
    Image old = image("demo/app:1", "old");
    store.unpack(old, driver);
    Image now = image("demo/app:1", "new"); // takes the name
    store.unpack(now, driver);
    policy(true, Optional.empty(), Optional.empty());

    GcReport dry = store.store.storage().collect(true);
    assertThat(going(dry, Subject.IMAGE)).containsExactly(old.id().toString());
    assertThat(going(dry, Subject.LAYER)).hasSize(1);
    assertThat(going(dry, Subject.BLOB)).hasSize(3);
    assertThat(dry.freed()).isPositive();
    assertThat(dry.decisions()).allMatch(one -> !one.reason().isEmpty());
    assertThat(store.store.images().list()).hasSize(2);
    assertThat(store.places()).isEqualTo(3);

    GcReport done = store.store.storage().collect(false);
    assertThat(done.decisions()).isEqualTo(dry.decisions());
    assertThat(store.store.images().list()).extracting(Image::id).containsExactly(now.id());
    assertThat(store.store.snapshots().list(Optional.empty())).hasSize(2);
    assertThat(blobs()).isEqualTo(4);
    assertThat(going(store.store.storage().collect(true), Subject.BLOB)).isEmpty();
  }

  private long blobs() throws Exception {
    try (var files = Files.list(store.root().resolve("content/blobs/sha256"))) {
      return files.count();
    }
  }

  @Test
  void anImageThatHasJustComeStays() throws Exception {
    Image old = image("demo/app:1", "old");
    image("demo/app:1", "new");
    GcReport report = store.store.storage().collect(false);
    assertThat(image(report, old.id().toString()).reason()).contains("came only");
    assertThat(store.store.images().list()).hasSize(2);
  }

  @Test
  void whatContainersStandOnAndWhatIsPinnedStaysWhateverThePolicy() throws Exception {
    Image used = image("demo/used:1", "used");
    store.container(used, driver, "uid/app");
    image("demo/pinned:1", "pinned");
    image("demo/gone:1", "gone");
    store.store.storage().label("demo/pinned:1", Map.of(Storage.PIN_LABEL, "base"), Set.of());
    policy(true, Optional.of(Duration.ofNanos(1)), Optional.empty());

    GcReport report = store.store.storage().collect(false);
    assertThat(image(report, "demo/used:1").reason()).contains("in use by", "uid/app");
    assertThat(image(report, "demo/pinned:1").reason()).contains("pinned", "base");
    assertThat(image(report, "demo/gone:1").goes()).isTrue();
    assertThat(names()).containsExactlyInAnyOrder("demo/pinned:1", "demo/used:1");

    store.store.storage().label("demo/pinned:1", Map.of(), Set.of(Storage.PIN_LABEL));
    store.store.snapshots().remove("folder", new SnapshotKey("uid/app"));
    store.store.storage().collect(false);
    assertThat(names()).isEmpty();
    assertThat(blobs()).isZero();
    assertThat(store.store.snapshots().list(Optional.empty())).isEmpty();
  }

  @Test
  void overTheHighWatermarkTheLongestUnusedGoUntilTheLowOne() throws Exception {
    for (String name : List.of("a", "b", "c", "d")) {
      store.unpack(image("demo/" + name + ":1", name), driver);
    }
    // "a" is used last, though it came first
    store.container(store.store.images().get("demo/a:1"), driver, "uid/x");
    store.touch("demo/a:1");
    store.store.snapshots().remove("folder", new SnapshotKey("uid/x"));
    long all = store.store.images().contentBytes() + kept();
    policy(true, Optional.empty(), Optional.of(new GcPolicy.Watermark(all + 1, 1, false)));
    assertThat(going(store.store.storage().collect(true), Subject.IMAGE)).isEmpty();

    policy(
        true, Optional.empty(), Optional.of(new GcPolicy.Watermark(all - 1, all - 60_000, false)));
    GcReport report = store.store.storage().collect(false);
    assertThat(going(report, Subject.IMAGE)).hasSize(1).doesNotContain("demo/a:1");
    assertThat(names()).hasSize(3).contains("demo/a:1");

    policy(true, Optional.empty(), Optional.of(new GcPolicy.Watermark(1, 0, false)));
    store.store.storage().collect(false);
    assertThat(names()).isEmpty();
  }

  private long kept() {
    return store.store.storage().space(false).layers().stream()
        .mapToLong(layer -> layer.usage().bytes())
        .sum();
  }

  @Test
  void blobsOfUnpackedLayersGoByPolicyAndThatIsNoFault() throws Exception {
    Image image = image("demo/app:1", "top");
    store.unpack(image, driver);
    store.awaitSynced();
    policy(false, Optional.empty(), Optional.empty());
    GcReport report = store.store.storage().collect(false);
    assertThat(going(report, Subject.BLOB)).hasSize(2);
    assertThat(going(report, Subject.IMAGE)).isEmpty();
    assertThat(blobs()).isEqualTo(2); // manifest and configuration

    var verified = store.store.storage().verify(Optional.empty(), false, ImportProgress.NONE);
    assertThat(verified.findings()).isEmpty();
    assertThat(verified.skipped()).isEqualTo(2);
    assertThat(
            store
                .store
                .integrity()
                .check(new io.carob.api.storage.IntegrityCheck.Options(false, false)))
        .isEmpty();
    store.container(image, driver, "uid/app");
    assertFails(ErrorCode.NOT_FOUND, () -> store.unpack(image, other));

    Image again = image("demo/app:1", "top");
    assertThat(again.id()).isEqualTo(image.id());
    store.unpack(again, other);
    assertThat(blobs()).isEqualTo(4);
  }

  @Test
  void withKeptBlobsNoneOfThemGoes() throws Exception {
    store.unpack(image("demo/app:1", "top"), driver);
    store.awaitSynced();
    policy(true, Optional.empty(), Optional.empty());
    assertThat(going(store.store.storage().collect(false), Subject.BLOB)).isEmpty();
    assertThat(blobs()).isEqualTo(4);
  }

  @Test
  void aBlobThatIsNotUnpackedEverywhereStays() throws Exception {
    image("demo/app:1", "top");
    policy(false, Optional.empty(), Optional.empty());
    assertThat(going(store.store.storage().collect(false), Subject.BLOB)).isEmpty();
  }

  @Test
  void aCallersOwnSnapshotsStayAndALayerOfNoImageGoes() throws Exception {
    store.store.snapshots().prepare("folder", new SnapshotKey("work"), Optional.empty(), Map.of());
    store.store.snapshots().commit("folder", new SnapshotKey("work"), new SnapshotKey("mine"));
    store.store.snapshots().prepare("folder", new SnapshotKey("work"), Optional.empty(), Map.of());
    String orphan = Digest.of(new byte[1]).toString();
    store.store.snapshots().commit("folder", new SnapshotKey("work"), new SnapshotKey(orphan));
    GcReport report = store.store.storage().collect(false);
    assertThat(going(report, Subject.LAYER)).containsExactly("folder " + orphan);
    assertThat(store.store.snapshots().list(Optional.empty()))
        .extracting(info -> info.key().value())
        .containsExactly("mine");
  }

  @Test
  void anImageThatIsNamedWhileOthersGoStays() throws Exception {
    assertStays(
        image -> store.store.images().tag(image.toString(), ImageReference.parse("demo/kept:1")));
  }

  @Test
  void anImageThatIsPinnedWhileOthersGoStays() throws Exception {
    assertStays(
        image ->
            store
                .store
                .storage()
                .label(image.toString(), Map.of(Storage.PIN_LABEL, "late"), Set.of()));
  }

  /** Uses the image that is left of two that go, while the first is being removed. */
  private void assertStays(Consumer<Digest> use) throws Exception {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    reopen(meanwhile);
    Set<Digest> unnamed = unnamed();
    CompletableFuture<Digest> kept = new CompletableFuture<>();
    meanwhile.set(
        () -> {
          kept.complete(left(unnamed));
          use.accept(kept.join());
        });
    assertKept(store.store.storage().collect(false), unnamed, kept.join());
  }

  private void reopen(AtomicReference<Runnable> meanwhile) {
    store.close();
    Faults faults =
        point -> {
          if (point.equals("gc.image")) {
            meanwhile.getAndSet(() -> {}).run();
          }
        };
    store = RealStore.open(folder, faults, Clock.systemUTC(), driver, other);
    policy(true, Optional.empty(), Optional.empty());
  }

  /** Two images that have lost their name to a third. */
  private Set<Digest> unnamed() throws Exception {
    Digest one = image("demo/app:1", "one").id();
    Digest two = image("demo/app:1", "two").id();
    image("demo/app:1", "three");
    return Set.of(one, two);
  }

  private Digest left(Set<Digest> of) {
    return store.store.images().list().stream()
        .map(Image::id)
        .filter(of::contains)
        .findFirst()
        .orElseThrow();
  }

  private void assertKept(GcReport report, Set<Digest> unnamed, Digest kept) {
    assertThat(store.store.images().list()).extracting(Image::id).hasSize(2).contains(kept);
    assertThat(report.decisions())
        .filteredOn(one -> one.subject() == Subject.IMAGE)
        .filteredOn(one -> unnamed.stream().anyMatch(id -> one.name().equals(id.toString())))
        .hasSize(2)
        .filteredOn(one -> !one.goes())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.name()).isEqualTo(kept.toString());
              assertThat(one.reason()).contains("come into use meanwhile");
            });
  }

  @Test
  void watermarksAreReadInPercentAndBytes() {
    assertThat(GcPolicy.Watermark.parse("85%", "80%"))
        .contains(new GcPolicy.Watermark(85, 80, true));
    assertThat(GcPolicy.Watermark.parse("20GiB", "1G"))
        .contains(new GcPolicy.Watermark(20L << 30, 1L << 30, false));
    assertThat(GcPolicy.Watermark.parse("2GB", ""))
        .contains(new GcPolicy.Watermark(2_000_000_000L, 2_000_000_000L, false));
    assertThat(GcPolicy.Watermark.parse("", "80%")).isEmpty();
    for (String[] bad :
        new String[][] {
          {"85", "80%"}, {"lots", ""}, {"101%", "80%"}, {"80%", "85%"}, {"-1%", ""}
        }) {
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> GcPolicy.Watermark.parse(bad[0], bad[1]));
    }
  }

  @Test
  void percentOfTheDiskIsWhatCounts() {
    GcPolicy.Watermark mark = new GcPolicy.Watermark(85, 80, true);
    Level level = new Level(1000, 900, 5);
    assertThat(level.over(mark, true, 0)).isEqualTo(50);
    assertThat(level.over(mark, false, 100)).isZero();
  }

  @Test
  void labelsOfImagesStayOverAStartAndGoWithTheImage() throws Exception {
    Image image = image("demo/app:1", "top");
    store.store.storage().label("demo/app:1", Map.of("a", "1", "b", "2"), Set.of());
    store.store.storage().label("demo/app:1", Map.of("b", "3"), Set.of("a"));
    store.close();
    store = RealStore.open(folder, driver, other);
    assertThat(store.store.storage().labels("demo/app:1")).isEqualTo(Map.of("b", "3"));
    image("demo/app:1", "top");
    assertThat(store.store.storage().labels("demo/app:1")).isEqualTo(Map.of("b", "3"));
    store.store.images().remove(image.id().toString());
    image("demo/app:1", "top");
    assertThat(store.store.storage().labels("demo/app:1")).isEmpty();
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> store.store.storage().label("demo/app:1", Map.of("", "x"), Set.of()));
    assertFails(
        ErrorCode.NOT_FOUND, () -> store.store.storage().label("demo/none:1", Map.of(), Set.of()));
  }
}
