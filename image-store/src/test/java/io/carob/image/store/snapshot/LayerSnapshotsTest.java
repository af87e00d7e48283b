package io.carob.image.store.snapshot;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.meta.SnapshotRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerSnapshotsTest {

  private final FolderDriver differences = new FolderDriver("diff", true);
  private final FolderDriver trees = new FolderDriver("tree", false);
  private final Rig rig;
  private final LayerSnapshots layers;

  LayerSnapshotsTest(@TempDir Path root) {
    rig = new Rig(root, Rig.BOOT, differences, trees);
    layers = rig.store.layers();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static ChainId chain(int number) {
    return new ChainId(Digest.of(("layer " + number).getBytes(StandardCharsets.UTF_8)));
  }

  private CompletableFuture<SnapshotRow> ensure(String driver, int number, LayerFill fill) {
    Optional<ChainId> parent = number == 0 ? Optional.empty() : Optional.of(chain(number - 1));
    return layers.ensure(driver, chain(number), parent, layers.parallel(driver), fill).ended();
  }

  private static Path folder(LayerTarget target) {
    return target instanceof LayerTarget.Difference difference
        ? difference.folder()
        : ((LayerTarget.Tree) target).folder();
  }

  private static LayerFill file(String name) {
    return (target, below) -> {
      try {
        Files.writeString(folder(target).resolve(name), name);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private Optional<SnapshotRow> row(String driver, int number) {
    return rig.meta.state().snapshot(LayerSnapshots.id(driver, chain(number)));
  }

  @Test
  void layersStandOnEachOtherAndKeepTheirUsage() {
    for (String driver : List.of("diff", "tree")) {
      CompletableFuture<SnapshotRow> lowest = ensure(driver, 0, file("a"));
      CompletableFuture<SnapshotRow> middle = ensure(driver, 1, file("b"));
      ensure(driver, 2, file("c")).join();
      assertThat(List.of(lowest, middle)).allMatch(CompletableFuture::isDone);
      assertThat(row(driver, 2).orElseThrow().parentId())
          .isEqualTo(row(driver, 1).map(r -> r.id()));
      assertThat(row(driver, 2).orElseThrow().usage()).isPresent();
    }
    Path top = rig.snapshots().list(Optional.of("tree")).get(2).place();
    assertThat(top.resolve("content/a")).hasContent("a");
    assertThat(top.resolve("content/b")).hasContent("b");
  }

  @Test
  void aLayerOfDifferencesIsFilledBeforeItsParentButRecordedAfterIt() throws Exception {
    CountDownLatch childFilled = new CountDownLatch(1);
    CompletableFuture<SnapshotRow> parent =
        ensure(
            "diff",
            0,
            (target, below) -> {
              await(childFilled); // hangs if the child had to wait for its parent
              assertThat(row("diff", 1)).isEmpty();
            });
    CompletableFuture<SnapshotRow> child =
        ensure(
            "diff",
            1,
            (target, below) -> {
              file("b").fill(target, below);
              childFilled.countDown();
            });
    child.join();
    assertThat(parent).isCompleted();
  }

  /** A driver may seal a place in commit: what the core has to give it comes before. */
  @Test
  void nothingIsWrittenIntoALayerAfterItsCommit() {
    List<String> order = new CopyOnWriteArrayList<>();
    differences.inside = (method, place) -> order.add(method);
    ensure("diff", 0, file("a")).join();
    order.clear();
    LayerFill fill =
        new LayerFill() {
          @Override
          public void fill(LayerTarget target, Runnable below) {
            order.add("fill");
          }

          @Override
          public void settle(LayerTarget target) {
            order.add("settle");
          }
        };
    ensure("diff", 1, fill).join();
    assertThat(order).containsSubsequence("beginLayer", "fill", "settle", "commit", "usage");
  }

  private LayerSnapshots.Asked follow(int number, LayerFill fill) {
    return layers.follow(
        "diff",
        chain(number),
        Optional.empty(),
        true,
        CompletableFuture.completedFuture("begun"),
        fill);
  }

  /** All threads for such layers wait for blobs of others. */
  @Test
  void aLayerThatIsGivenUpWaitsForNoThread() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(SnapshotStore.MOST_ARRIVALS);
    List<LayerSnapshots.Asked> slow = new ArrayList<>();
    for (int i = 0; i < SnapshotStore.MOST_ARRIVALS; i++) {
      LayerFill fill =
          (target, below) -> {
            waiting.countDown();
            await(over);
          };
      slow.add(follow(100 + i, fill));
    }
    await(waiting);
    LayerSnapshots.Asked given = follow(1, file("a"));
    given.giveUp().run();
    assertThat(given.ended()).failsWithin(60, TimeUnit.SECONDS);
    assertThat(row("diff", 1)).isEmpty();
    assertThat(follow(1, file("a")).isOwn()).isTrue(); // it is not joined
    over.countDown();
    slow.forEach(one -> one.ended().join());
  }

  @Test
  void aDifferenceThatNeedsTheLayersBelowIsFilledAnewWhenTheyAreThere() {
    CountDownLatch childAsked = new CountDownLatch(1);
    CompletableFuture<SnapshotRow> parent =
        ensure("diff", 0, (target, below) -> await(childAsked)); // hangs if the child waited
    AtomicInteger fills = new AtomicInteger();
    CompletableFuture<SnapshotRow> child =
        ensure(
            "diff",
            1,
            (target, below) -> {
              fills.incrementAndGet();
              childAsked.countDown();
              below.run();
              assertThat(row("diff", 0)).isPresent();
              file("b").fill(target, below);
            });
    assertThat(parent.join().id()).isEqualTo(child.join().parentId().orElseThrow());
    assertThat(fills).hasValueBetween(1, 2); // once if the parent was the faster
  }

  @Test
  void aDifferenceThatNeedsAFailedLayerBelowFailsWithIt() {
    CountDownLatch childAsked = new CountDownLatch(1);
    CompletableFuture<SnapshotRow> parent =
        ensure(
            "diff",
            0,
            (target, below) -> {
              await(childAsked);
              throw new CarobException(ErrorCode.DATA_LOSS, "as told");
            });
    CompletableFuture<SnapshotRow> child =
        ensure(
            "diff",
            1,
            (target, below) -> {
              childAsked.countDown();
              below.run();
            });
    for (CompletableFuture<SnapshotRow> each : List.of(parent, child)) {
      assertThatThrownBy(each::join)
          .hasCauseInstanceOf(CarobException.class)
          .hasMessageContaining("as told");
    }
    assertThat(row("diff", 1)).isEmpty();
  }

  @Test
  void aTreeIsFilledAfterItsParentIsRecorded() {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<SnapshotRow> parent =
        ensure(
            "tree",
            0,
            (target, below) -> {
              await(go);
              order.add("parent");
            });
    CompletableFuture<SnapshotRow> child =
        ensure(
            "tree",
            1,
            (target, below) -> {
              assertThat(row("tree", 0)).isPresent();
              order.add("child");
            });
    go.countDown();
    child.join();
    assertThat(parent).isDone();
    assertThat(order).containsExactly("parent", "child");
  }

  @Test
  void aLayerIsUnpackedOnceHoweverManyAsk() throws Exception {
    int callers = 16;
    AtomicInteger fills = new AtomicInteger();
    CountDownLatch asked = new CountDownLatch(callers);
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      List<Future<SnapshotRow>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(
            pool.submit(
                () -> {
                  CompletableFuture<SnapshotRow> answer =
                      ensure(
                          "diff",
                          0,
                          (target, below) -> {
                            fills.incrementAndGet();
                            await(asked);
                          });
                  asked.countDown();
                  return answer.join();
                }));
      }
      SnapshotRow first = answers.get(0).get();
      for (Future<SnapshotRow> answer : answers) {
        assertThat(answer.get()).isEqualTo(first);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(fills).hasValue(1);
    ensure("diff", 0, (target, below) -> fills.incrementAndGet()).join();
    assertThat(fills).hasValue(1);
  }

  @Test
  void aFailureLeavesNothingAndIsNotRemembered() throws Exception {
    CompletableFuture<Void> childIsAsked = new CompletableFuture<>();
    CompletableFuture<SnapshotRow> failed =
        ensure(
            "diff",
            0,
            (target, below) -> {
              childIsAsked.join();
              throw new CarobException(ErrorCode.DATA_LOSS, "wrong bytes");
            });
    CompletableFuture<SnapshotRow> child = ensure("diff", 1, file("b"));
    childIsAsked.complete(null);
    for (CompletableFuture<SnapshotRow> each : List.of(failed, child)) {
      assertThatThrownBy(each::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS));
    }
    rig.store.awaitTrash();
    assertThat(rig.meta.state().snapshots()).isEmpty();
    assertThat(rig.snapshots().list(Optional.empty())).isEmpty();
    ensure("diff", 0, file("a")).join();
    ensure("diff", 1, file("b")).join();
    assertThat(row("diff", 1)).isPresent();
  }

  @Test
  void aHeldLayerIsNotRemoved() {
    ensure("diff", 0, file("a")).join();
    try (Holds.Held held = layers.hold("diff", List.of(chain(0)))) {
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.remove("diff", chain(0).toString()));
      assertThat(held).isNotNull();
    }
    rig.remove("diff", chain(0).toString());
    assertThat(row("diff", 0)).isEmpty();
  }

  @Test
  void anAbsentDriverIsUnavailable() {
    assertFails(ErrorCode.UNAVAILABLE, () -> layers.parallel("absent"));
  }

  @Test
  void unpackingGoesOnWithAnotherInstanceOfTheDriver() {
    FolderDriver next = new FolderDriver("diff", true);
    ensure(
            "diff",
            0,
            (target, below) -> {
              rig.table.remove(differences);
              rig.table.add(next.info(), next);
            })
        .join();
    assertThat(next.calls).anyMatch(call -> call.startsWith("commit"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
