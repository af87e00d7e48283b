package io.carob.image.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverStatus.State;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.MetaStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that throw, answer nonsense, block, or are older than what is on the disk. */
@Timeout(60)
class BadDriverTest {

  private static final String D = "folder";

  @TempDir Path root = Path.of("");
  private final FolderDriver driver = new FolderDriver(D, false);
  private MetaStore meta;
  private DriverTable<SnapshotDriver> table;
  private SnapshotStore store;
  private Snapshots snapshots;
  private boolean closed;

  @BeforeEach
  void open() {
    meta = MetaStore.open(root.resolve("meta.db"));
    table =
        new DriverTable<>(
            "snapshotter", Duration.ZERO, Duration.ofSeconds(30), Duration.ofMillis(300));
    table.add(info("1"), driver);
    store = new SnapshotStore(root, meta, table, new PlainHost(Rig.BOOT), Faults.NONE);
    snapshots = store.snapshots();
  }

  @AfterEach
  void close() {
    if (!closed) {
      store.close();
    }
    meta.close();
  }

  @Test
  void whatItThrowsIsADefectOfThatVersionAndNothingIsLeft() {
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare")) {
            throw new NoClassDefFoundError("org/example/Gone");
          }
        };
    CarobException thrown = fails(ErrorCode.INTERNAL, () -> prepare("a"));
    assertThat(thrown)
        .hasMessageContaining("snapshotter \"folder\" 1")
        .hasMessageContaining("prepare");
    assertThat(snapshots.list(Optional.empty())).isEmpty();
    driver.inside = (method, place) -> {};
    prepare("a");
  }

  @Test
  void mountsThatLeadElsewhereAreRefused() {
    prepare("a");
    for (Mount bad :
        List.of(
            Mount.bind("/etc", false),
            Mount.bind("content", false),
            Mount.bind(root.resolve("snapshots/folder/1/../../../meta.db").toString(), true),
            new Mount("overlay", "overlay", List.of("lowerdir=/a", "upperdir=/etc")))) {
      driver.mounts = List.of(bad);
      CarobException thrown = fails(ErrorCode.INTERNAL, () -> snapshots.mounts(D, Rig.key("a")));
      assertThat(thrown).hasMessageContaining("clause S2");
    }
    driver.mounts = List.of();
    assertThat(fails(ErrorCode.INTERNAL, () -> snapshots.mounts(D, Rig.key("a"))))
        .hasMessageContaining("clause S4");
  }

  @Test
  void aListThatShowsOtherMountsLaterIsLookedAtOnce() {
    prepare("a");
    AtomicInteger asked = new AtomicInteger();
    driver.mounts =
        new AbstractList<>() {
          @Override
          public Mount get(int index) {
            String source = asked.getAndIncrement() == 0 ? fine() : "/etc";
            return Mount.bind(source, false);
          }

          @Override
          public int size() {
            return 1;
          }
        };
    assertThat(snapshots.mounts(D, Rig.key("a"))).extracting(Mount::source).containsExactly(fine());
  }

  private String fine() {
    return root.resolve("snapshots/folder/1/content").toString();
  }

  @Test
  void aFormThatIsNoneIsADefect() {
    driver.format = 0;
    fails(ErrorCode.INTERNAL, () -> prepare("a"));
    assertThat(snapshots.list(Optional.empty())).isEmpty();
  }

  @Test
  void whatASelfCheckLeavesInItsFolderIsDeletedAndAfterTheEndThereIsNone() throws Exception {
    FolderDriver untidy = new FolderDriver(D, false);
    untidy.inside =
        (method, place) -> {
          try {
            Files.writeString(Files.createDirectories(place.resolve("deep/er")).resolve("x"), "x");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    store.check(untidy);
    store.awaitTrash();
    try (Stream<Path> left = Files.list(root.resolve("trash"))) {
      assertThat(left).isEmpty();
    }
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    untidy.inside =
        (method, place) -> {
          inside.countDown();
          awaitDespiteInterrupts(leave);
        };
    CompletableFuture<Void> check = CompletableFuture.runAsync(() -> store.check(untidy));
    awaitDespiteInterrupts(inside);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(store::close);
    while (refusal() == null) {
      Thread.onSpinWait(); // until it is being closed; the time-out of the test ends it
    }
    assertThat(closing).isNotDone();
    leave.countDown();
    check.join();
    closing.join();
    closed = true;
  }

  /** What a self-check is told that begins now; nothing, when it was made. */
  private @Nullable ErrorCode refusal() {
    try {
      store.check(new FolderDriver(D, false));
      return null;
    } catch (CarobException e) {
      return e.code();
    }
  }

  @Test
  void whatBlocksHoldsUpNobodyElseAndItsLateAnswerCounts() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare") && place.getFileName().toString().equals("1")) {
            inside.countDown();
            awaitDespiteInterrupts(leave);
          }
        };
    CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> prepare("a"));
    awaitDespiteInterrupts(inside);
    CarobException thrown = fails(ErrorCode.UNAVAILABLE, () -> prepare("a"));
    assertThat(thrown).hasMessageContaining("prepare of ").hasMessageContaining("runs since");
    assertThat(table.statuses().get(0).state()).isEqualTo(State.STUCK);
    prepare("b");
    assertThat(blocked).isNotDone();
    leave.countDown();
    blocked.join();
    prepare("a"); // finds what came late
    assertThat(snapshots.list(Optional.empty())).hasSize(2);
    assertThat(table.statuses().get(0).state()).isEqualTo(State.SERVING);
  }

  @Test
  void whatWaitsInterruptiblyIsEnded() {
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare")) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    fails(ErrorCode.UNAVAILABLE, () -> prepare("a"));
    assertThat(Thread.interrupted()).isFalse();
    driver.inside = (method, place) -> {};
    prepare("a");
  }

  @Test
  void whatALaterFormWroteIsNotGivenToAnEarlierVersion() {
    FolderDriver later = new FolderDriver(D, false);
    later.format = 2;
    prepare("first");
    table.remove(driver);
    table.add(info("2"), later);
    snapshots.commit(D, Rig.key("first"), Rig.key("base")); // in form 2 from now on
    snapshots.prepare(D, Rig.key("on"), Optional.of(Rig.key("base")), Map.of());
    assertThat(snapshots.stat(D, Rig.key("base")).orElseThrow().labels())
        .containsEntry(Snapshots.DRIVER_FORMAT_LABEL, "2");
    table.remove(later);
    table.add(info("1"), driver);
    driver.calls.clear();
    CarobException thrown =
        fails(ErrorCode.FAILED_PRECONDITION, () -> snapshots.mounts(D, Rig.key("on")));
    assertThat(thrown)
        .hasMessageContaining("form 2 of folder 2")
        .hasMessageContaining("folder 1")
        .hasMessageContaining("install 2 again");
    fails(ErrorCode.FAILED_PRECONDITION, () -> prepare("another", "base"));
    fails(ErrorCode.FAILED_PRECONDITION, () -> snapshots.remove(D, Rig.key("on")));
    assertThat(snapshots.stat(D, Rig.key("on"))).isPresent();
    assertThat(driver.calls).noneMatch(call -> call.matches("(mounts|prepare|remove) .*"));
    prepare("own");
    table.remove(driver);
    table.add(info("2"), later);
    snapshots.remove(D, Rig.key("on"));
    assertThat(snapshots.mounts(D, Rig.key("own"))).hasSize(1);
  }

  @Test
  void nobodyElseGivesTheLabelOfTheForm() {
    Map<String, String> label = Map.of(Snapshots.DRIVER_FORMAT_LABEL, "7");
    fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> snapshots.prepare(D, Rig.key("a"), Optional.empty(), label));
    prepare("a");
    fails(ErrorCode.INVALID_ARGUMENT, () -> snapshots.update(D, Rig.key("a"), label));
  }

  private void prepare(String key, String... parent) {
    snapshots.prepare(D, Rig.key(key), Rig.parent(parent), Map.of());
  }

  private static CarobException fails(ErrorCode code, Runnable call) {
    CarobException thrown = catchThrowableOfType(CarobException.class, call::run);
    assertThat(thrown).isNotNull();
    assertThat(thrown.code()).isEqualTo(code);
    return thrown;
  }

  private static DriverInfo info(String version) {
    return new DriverInfo("snapshotter", D, version, List.of());
  }

  private static void awaitDespiteInterrupts(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
