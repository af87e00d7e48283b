package io.carob.image.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ImageReference;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.image.store.ImageStore;
import io.carob.image.store.RealStore;
import io.carob.image.store.crash.FailingCalls.Failure;
import io.carob.linux.mount.Mounts;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each call to the kernel fails in each operation: nothing is half done, and it can be repeated.
 */
class FailingCallTest {

  private static final ImageReference NAME = ImageReference.parse("localhost/demo:1");
  private static final SnapshotKey CONTAINER = new SnapshotKey("container");
  private static final SnapshotKey LIMITED = new SnapshotKey("limited");
  private static final long ROOM = 32L << 20;
  private static final SnapshotKey DONE = new SnapshotKey("done");

  @TempDir static Path images = Path.of("");
  private static Archives archives = new Archives(images);

  @TempDir Path scratch = Path.of("");
  private Path folder = Path.of("");
  private LoopDisk disk;

  static Stream<Arguments> faults() {
    return FailingCalls.CALLS.stream()
        .sorted()
        .flatMap(point -> Stream.of(Failure.values()).map(error -> Arguments.of(point, error)));
  }

  @BeforeAll
  static void makeImages() throws Exception {
    archives = new Archives(images);
    archives.make("overlay");
  }

  /** A disk with a journal, which the one below the tests need not have. */
  @BeforeEach
  void makeDisk() throws Exception {
    disk = new LoopDisk(scratch, 300);
    folder = disk.root();
  }

  @AfterEach
  void removeDisk() {
    disk.close();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isReportedLeavesNothingHalfDoneAndCanBeRepeated(String point, Failure error)
      throws Exception {
    FailingCalls faults = new FailingCalls(point, error);
    try (TinyRegistry registry = new TinyRegistry(images);
        RealStore real =
            RealStore.open(
                folder,
                faults,
                Clock.systemUTC(),
                new OverlaySnapshotDriver(),
                new NativeCopySnapshotDriver())) {
      for (Map.Entry<String, Runnable> operation :
          operations(real.store(), registry.address()).entrySet()) {
        faults.arm(true);
        int before = faults.failures();
        Optional<CarobException> failure = run(operation.getValue());
        faults.arm(false);
        if (failure.isPresent()) {
          assertThat(faults.failures()).as(operation.getKey()).isGreaterThan(before);
          assertThat(failure.get().code()).as(operation.getKey()).isEqualTo(error.code);
          assertThat(failure.get()).as(operation.getKey()).hasMessageContaining(error.wayOut);
          operation.getValue().run();
        }
      }
    }
    assertThat(faults.failures()).isPositive();
    try (KilledStore store = new KilledStore(folder)) {
      store.check(Map.of());
      store.clear();
    }
  }

  private static Optional<CarobException> run(Runnable operation) {
    try {
      operation.run();
      return Optional.empty();
    } catch (CarobException e) {
      return Optional.of(e);
    }
  }

  private Map<String, Runnable> operations(ImageStore store, String registry) {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put(
        "import",
        () ->
            store
                .images()
                .importArchive(archives.of("overlay", 0), Optional.of(NAME), ImportProgress.NONE));
    all.put(
        "pull",
        () ->
            store
                .registries()
                .pull(
                    ImageReference.parse(registry + "/overlay-1:1"),
                    RegistryOptions.DEFAULT,
                    ImportProgress.NONE));
    for (String driver : new String[] {"overlay", "native-copy"}) {
      all.put("unpack on " + driver, () -> unpack(store, driver));
      all.put(
          "prepare on " + driver,
          () ->
              store
                  .snapshots()
                  .prepare(driver, CONTAINER, Optional.of(unpack(store, driver)), Map.of()));
      all.put("prepare with a limit on " + driver, () -> prepareLimited(store, driver));
      all.put("show what is limited on " + driver, () -> showAgain(store, driver));
      all.put(
          "remove what is limited on " + driver, () -> store.snapshots().remove(driver, LIMITED));
      all.put("commit on " + driver, () -> store.snapshots().commit(driver, CONTAINER, DONE));
      all.put("remove on " + driver, () -> store.snapshots().remove(driver, DONE));
    }
    all.put("tag", () -> store.images().tag(NAME.toString(), ImageReference.parse("demo/b:1")));
    all.put("collect", () -> store.storage().collect(false));
    all.put("remove the name", () -> store.images().remove("demo/b:1"));
    all.put("remove the image", () -> store.images().remove(registry + "/overlay-1:1"));
    return all;
  }

  private static void prepareLimited(ImageStore store, String driver) {
    SnapshotInfo info =
        store
            .snapshots()
            .prepare(
                driver,
                LIMITED,
                Optional.of(unpack(store, driver)),
                Map.of(),
                SnapshotOptions.limit(ROOM));
    assertThat(Mounts.isMountPoint(info.place())).isTrue();
  }

  /** As after a boot, which takes all mounts away. */
  private static void showAgain(ImageStore store, String driver) {
    Path place = store.snapshots().stat(driver, LIMITED).orElseThrow().place();
    Mounts.unmountAll(place, true);
    assertThat(store.snapshots().mounts(driver, LIMITED)).isNotEmpty();
    assertThat(Mounts.isMountPoint(place)).isTrue();
  }

  private static SnapshotKey unpack(ImageStore store, String driver) {
    return store
        .images()
        .unpack(store.images().get(NAME.toString()).id(), driver, ImportProgress.NONE)
        .orElseThrow();
  }
}
