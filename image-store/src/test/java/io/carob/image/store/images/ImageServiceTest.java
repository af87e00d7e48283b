package io.carob.image.store.images;

import static io.carob.image.store.Codes.assertFails;
import static io.carob.image.store.images.FakeContent.digest;
import static io.carob.image.store.images.FakeContent.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Subscription;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.snapshot.FolderDriver;
import io.carob.image.store.snapshot.PlainHost;
import io.carob.image.store.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageServiceTest {

  private final Path root;
  private final FakeContent content = new FakeContent();
  private final FolderDriver differences = new FolderDriver("diff", true);
  private final FolderDriver trees = new FolderDriver("tree", false);
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private MetaStore meta;
  private DriverTable<SnapshotDriver> table;
  private SnapshotStore store;
  private ImageService images;

  ImageServiceTest(@TempDir Path root) {
    this.root = root;
    meta = MetaStore.open(root.resolve("meta.db"));
    table = new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1));
    table.add(differences.info(), differences);
    table.add(trees.info(), trees);
    store = new SnapshotStore(root, meta, table, new PlainHost("boot"), Faults.NONE);
    images = new ImageService(meta, store, content);
  }

  @AfterEach
  void close() {
    pool.shutdownNow();
    store.close();
    meta.close();
  }

  private void reopen() {
    store.close();
    meta.close();
    meta = MetaStore.open(root.resolve("meta.db"));
    store = new SnapshotStore(root, meta, table, new PlainHost("boot"), Faults.NONE);
    images = new ImageService(meta, store, content);
  }

  private Image load(ArchiveImage image) {
    Path archive = content.archive("/a/" + image.names() + image.image().id(), image);
    return images.importArchive(archive, Optional.empty(), ImportProgress.NONE).get(0);
  }

  private Optional<SnapshotKey> unpack(Image image, String driver) {
    return images.unpack(image.id(), driver, ImportProgress.NONE);
  }

  private List<String> keys(String driver) {
    return store.snapshots().list(Optional.of(driver)).stream()
        .map(info -> info.key().value())
        .toList();
  }

  private static List<String> chains(Image image) {
    return image.layers().stream().map(layer -> layer.chainId().toString()).toList();
  }

  @Test
  void anImportedImageIsFoundByAllThatPeopleType() {
    Image web = load(image("demo/web", "base", "web"));
    assertThat(web.names()).containsExactly(ImageReference.parse("demo/web:latest"));
    for (String text :
        List.of(
            "demo/web",
            "demo/web:latest",
            web.id().toString(),
            web.id().hex(),
            web.id().hex().substring(0, 4),
            "sha256:" + web.id().abbreviated(),
            web.manifest().toString(),
            "demo/web@" + web.manifest())) {
      assertThat(images.get(text)).as(text).isEqualTo(web);
    }
    assertThat(images.list()).containsExactly(web);
    reopen();
    assertThat(images.get("demo/web")).isEqualTo(web);
  }

  @Test
  void whoSubscribesHearsOfEachNewNameOnceItIsFound() {
    List<Image> heard = new ArrayList<>();
    List<Image> found = new ArrayList<>();
    try (Subscription subscription =
        images.subscribe(
            image -> {
              heard.add(image);
              found.add(images.get(image.names().get(0).toString()));
            })) {
      Image web = load(image("demo/web", "base", "web"));
      Image tagged = images.tag("demo/web", ImageReference.parse("demo/other"));
      assertThat(heard).containsExactly(web, tagged).isEqualTo(found);
    }
    load(image("demo/late", "base"));
    assertThat(heard).hasSize(2);
  }

  @Test
  void aFailingSubscriberKeepsNoImageAway() {
    try (Subscription subscription =
        images.subscribe(
            image -> {
              throw new IllegalStateException("on purpose");
            })) {
      Image web = load(image("demo/web", "base"));
      assertThat(images.list()).containsExactly(web);
    }
  }

  @Test
  void whatFitsNoImageHasItsCode() {
    load(image("demo/web", "base"));
    assertFails(ErrorCode.NOT_FOUND, () -> images.get("demo/other"));
    assertFails(ErrorCode.NOT_FOUND, () -> images.get("demo/web:2"));
    assertFails(ErrorCode.NOT_FOUND, () -> images.get(digest("none").toString()));
    assertFails(ErrorCode.NOT_FOUND, () -> images.get("localhost:5000/demo/web"));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> images.get("NOT A NAME"));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> images.get(""));
  }

  @Test
  void digitsThatFitSeveralImagesAreRefused() {
    // Four digits have 65536 values: some two of these images begin alike.
    List<ArchiveImage> many = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      many.add(image("n" + i, "layer" + i));
    }
    images.importArchive(
        content.archive("/many", many.toArray(ArchiveImage[]::new)),
        Optional.empty(),
        ImportProgress.NONE);
    Map<String, Long> starts =
        images.list().stream()
            .collect(
                Collectors.groupingBy(
                    image -> image.id().hex().substring(0, 4), Collectors.counting()));
    String shared =
        starts.entrySet().stream().filter(e -> e.getValue() > 1).findFirst().orElseThrow().getKey();
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> images.get(shared));
  }

  @Test
  void namesOfAnImport() {
    Path unnamed = content.archive("/unnamed", image("", "a"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> images.importArchive(unnamed, Optional.empty(), ImportProgress.NONE));
    assertThat(content.blobs).isEmpty();
    ImageReference mine = ImageReference.parse("mine:1");
    assertThat(images.importArchive(unnamed, Optional.of(mine), ImportProgress.NONE).get(0).names())
        .containsExactly(mine);
    Path two = content.archive("/two", image("x", "x"), image("y", "y"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> images.importArchive(two, Optional.of(mine), ImportProgress.NONE));
    assertThat(images.importArchive(two, Optional.empty(), ImportProgress.NONE)).hasSize(2);
  }

  @Test
  void aFailedImportLeavesNothingButWhatOthersNeed() {
    Image web = load(image("web", "base", "web"));
    Path bad = content.archive("/bad", image("bad", "base", "broken"));
    content.onImport =
        source -> {
          throw new CarobException(ErrorCode.DATA_LOSS, "truncated");
        };
    assertFails(
        ErrorCode.DATA_LOSS,
        () -> images.importArchive(bad, Optional.empty(), ImportProgress.NONE));
    assertThat(images.list()).containsExactly(web);
    assertThat(content.blobs.keySet()).containsExactlyInAnyOrderElementsOf(blobs(web));
  }

  private static List<Digest> blobs(Image image) {
    List<Digest> blobs = new ArrayList<>(List.of(image.id(), image.manifest()));
    image.layers().forEach(layer -> blobs.add(layer.blob()));
    return blobs;
  }

  @Test
  void aFailedImportTakesNoBlobFromAnImportThatRuns() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Path good = content.archive("/good", image("good", "base", "good"));
    Path bad = content.archive("/bad", image("bad", "base", "bad"));
    content.onImport =
        source -> {
          if (source.equals(bad)) {
            throw new CarobException(ErrorCode.DATA_LOSS, "truncated");
          }
          inside.countDown();
          await(go);
        };
    Future<List<Image>> running =
        pool.submit(() -> images.importArchive(good, Optional.empty(), ImportProgress.NONE));
    inside.await();
    assertFails(
        ErrorCode.DATA_LOSS,
        () -> images.importArchive(bad, Optional.empty(), ImportProgress.NONE));
    go.countDown();
    Image image = running.get().get(0);
    assertThat(content.blobs.keySet()).containsExactlyInAnyOrderElementsOf(blobs(image));
    unpack(image, "diff");
  }

  @Test
  void tagMovesANameAndRemoveTakesOneOfSeveral() {
    Image one = load(image("one", "a"));
    Image two = load(image("two", "b"));
    ImageReference extra = ImageReference.parse("extra");
    assertThat(images.tag("one", extra).id()).isEqualTo(one.id());
    assertThat(images.tag("two", extra).id()).isEqualTo(two.id());
    assertThat(images.get("extra").id()).isEqualTo(two.id());
    assertFails(ErrorCode.NOT_FOUND, () -> images.tag("absent", extra));
    images.remove("two");
    assertThat(images.get("extra").names()).containsExactly(extra);
    assertFails(ErrorCode.NOT_FOUND, () -> images.get("two"));
    images.remove("extra");
    assertFails(ErrorCode.NOT_FOUND, () -> images.get(two.id().toString()));
  }

  @Test
  void removingByDigestTakesAllNames() {
    Image one = load(image("one", "a"));
    images.tag("one", ImageReference.parse("extra"));
    images.remove(one.id().abbreviated());
    assertThat(images.list()).isEmpty();
    assertThat(content.blobs).isEmpty();
    assertThat(images.contentBytes()).isZero();
    assertFails(ErrorCode.NOT_FOUND, () -> images.remove("one"));
  }

  @Test
  void removingAnImageKeepsTheLayersOfAnother() throws Exception {
    Image web = load(image("web", "base", "web"));
    Image db = load(image("db", "base", "db", "more"));
    for (String driver : List.of("diff", "tree")) {
      unpack(web, driver);
      unpack(db, driver);
    }
    images.remove("db");
    for (String driver : List.of("diff", "tree")) {
      assertThat(keys(driver)).containsExactlyElementsOf(chains(web));
    }
    assertThat(content.blobs.keySet()).containsExactlyInAnyOrderElementsOf(blobs(web));
    images.remove("web");
    assertThat(store.snapshots().list(Optional.empty())).isEmpty();
    assertThat(content.blobs).isEmpty();
    store.awaitTrash();
    assertThat(root.resolve("trash")).isEmptyDirectory();
    assertThat(root.resolve("snapshots/diff")).isEmptyDirectory();
  }

  @Test
  void removalIsRefusedWhileAContainerStandsOnALayerThatWouldGo() {
    Image web = load(image("web", "base", "web"));
    Image db = load(image("db", "base", "db"));
    unpack(web, "diff");
    unpack(db, "diff");
    Optional<SnapshotKey> top = web.chainId().map(SnapshotKey::of);
    store.snapshots().prepare("diff", new SnapshotKey("pod/app"), top, Map.of());
    CarobException refusal = assertFails(ErrorCode.FAILED_PRECONDITION, () -> images.remove("web"));
    assertThat(refusal).hasMessageContaining("pod/app");
    assertThat(images.get("web")).isEqualTo(web);
    images.remove("db"); // its lower layer stays
    assertThat(keys("diff")).containsAll(chains(web));
    store.snapshots().remove("diff", new SnapshotKey("pod/app"));
    images.remove("web");
    assertThat(keys("diff")).isEmpty();
  }

  @Test
  void anImageIsRemovedWithoutItsDriverWhichClearsThePlacesWhenItComes() throws Exception {
    Image web = load(image("web", "base"));
    unpack(web, "diff");
    table.remove(differences);
    images.remove("web");
    assertThat(keys("diff")).isEmpty();
    differences.calls.clear();
    table.add(differences.info(), differences);
    store.awaitTrash();
    assertThat(differences.calls).singleElement().matches(call -> call.startsWith("remove"));
    assertThat(root.resolve("snapshots/diff")).isEmptyDirectory();
  }

  @Test
  void unpackGivesTheTopLayerAndNeedsNoDriverOnceAllIsThere() {
    Image web = load(image("web", "base", "web"));
    assertThat(unpack(web, "tree")).isEqualTo(web.chainId().map(SnapshotKey::of));
    table.remove(trees);
    assertThat(unpack(web, "tree")).isPresent();
    assertThat(content.unpacked).hasSize(2);
    reopen();
    assertThat(unpack(web, "tree")).isPresent();
    assertThat(content.unpacked).hasSize(2);
  }

  @Test
  void unpackFailuresHaveTheirCodes() {
    assertFails(
        ErrorCode.NOT_FOUND, () -> images.unpack(digest("none"), "diff", ImportProgress.NONE));
    Image web = load(image("web", "base", "web"));
    assertFails(ErrorCode.UNAVAILABLE, () -> unpack(web, "absent"));
    assertThat(unpack(load(image("empty")), "diff")).isEmpty();
    images.remove("web"); // nothing holds it after the failure
  }

  @Test
  void aLayerThatFailsIsReportedAndNothingAboveItIsLeft() {
    Image web = load(image("web", "base", "middle", "top"));
    for (String driver : List.of("diff", "tree")) {
      content.onUnpack =
          layer -> {
            if (layer.equals(web.layers().get(1))) {
              throw new CarobException(ErrorCode.DATA_LOSS, "not its diffID");
            }
          };
      assertFails(ErrorCode.DATA_LOSS, () -> unpack(web, driver));
      assertThat(keys(driver)).containsExactly(chains(web).get(0));
      content.onUnpack = layer -> {};
      unpack(web, driver);
      assertThat(keys(driver)).containsExactlyElementsOf(chains(web));
    }
  }

  @Test
  void commonLayersAreUnpackedOnceForAllWhoAskAtTheSameTime() throws Exception {
    int callers = 12;
    List<Image> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      all.add(load(image("image" + i, "base", "lib", "app" + i % 3)));
    }
    List<Future<?>> running = new ArrayList<>();
    for (Image each : all) {
      running.add(pool.submit(() -> unpack(each, "diff")));
    }
    for (Future<?> one : running) {
      one.get();
    }
    assertThat(content.unpacked).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void anImageIsNotRemovedWhileItIsUnpackedAndAnInterruptedCallerDoesNotStopThat()
      throws Exception {
    Image web = load(image("web", "base", "web"));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Consumer<Object> wait =
        any -> {
          inside.countDown();
          await(go);
        };
    content.onUnpack = wait::accept;
    CompletableFuture<ErrorCode> answer = new CompletableFuture<>();
    Thread first =
        new Thread(
            () ->
                answer.complete(
                    assertFails(ErrorCode.UNAVAILABLE, () -> unpack(web, "diff")).code()));
    first.start();
    inside.await();
    Future<Optional<SnapshotKey>> second = pool.submit(() -> unpack(web, "diff"));
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> images.remove("web"));
    first.interrupt();
    assertThat(answer.get(1, TimeUnit.MINUTES)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> images.remove("web"));
    go.countDown();
    assertThat(second.get()).isPresent();
    assertThat(content.unpacked).hasSize(2);
  }

  @Test
  void blobsWithoutAnImageAreDeletedAtTheStart() {
    Image web = load(image("web", "base"));
    content.blobs.put(digest("left by a crash"), new byte[10]);
    reopen();
    assertThat(content.blobs.keySet()).containsExactlyInAnyOrderElementsOf(blobs(web));
    assertThat(images.blob(web.id())).hasSize(10);
    assertFails(ErrorCode.NOT_FOUND, () -> images.blob(digest("left by a crash")));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
