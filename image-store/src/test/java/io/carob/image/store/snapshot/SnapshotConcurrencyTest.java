package io.carob.image.store.snapshot;

import static io.carob.image.store.Codes.assertFails;
import static io.carob.image.store.snapshot.Rig.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotConcurrencyTest {

  private static final String D = "folder";
  private static final int THREADS = 16;

  @TempDir Path root = Path.of("");

  private final FolderDriver driver = new FolderDriver(D, false);

  @Test
  void noRowIsLostWhenManyWorkAtOnce() throws Exception {
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.prepare(D, "x");
      rig.commit(D, "x", "base");
      onAllThreads(
          t -> {
            for (int i = 0; i < 20; i++) {
              String name = "t" + t + "-" + i;
              rig.prepare(D, name, "base");
              rig.commit(D, name, name + "-done");
              rig.prepare(D, name, name + "-done");
              if (i % 2 == 0) {
                rig.remove(D, name);
                rig.remove(D, name + "-done");
              }
            }
          });
      assertThat(rig.snapshots().list(Optional.empty())).hasSize(1 + THREADS * 20);
    }
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      assertThat(rig.snapshots().list(Optional.empty()))
          .hasSize(1 + THREADS * 20)
          .allSatisfy(info -> assertThat(info.place()).isDirectory());
    }
  }

  @Test
  void oneNameIsMadeOnceHoweverManyPrepareIt() throws Exception {
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      onAllThreads(t -> rig.prepare(D, "same"));
      assertThat(driver.calls).filteredOn(call -> call.startsWith("prepare")).hasSize(1);
    }
  }

  @Test
  void aFewNamesUnderContentionStayConsistent() throws Exception {
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      onAllThreads(
          t -> {
            Random random = new Random(t);
            for (int i = 0; i < 60; i++) {
              step(rig, random);
            }
          });
      assertThat(rig.snapshots().list(Optional.empty()))
          .allSatisfy(
              info -> {
                assertThat(info.place()).isDirectory();
                info.parent()
                    .ifPresent(parent -> assertThat(rig.snapshots().stat(D, parent)).isPresent());
              });
    }
  }

  /**
   * One random operation on six names; it may be refused, but only for a reason of the contract.
   */
  private static void step(Rig rig, Random random) {
    String one = "n" + random.nextInt(6);
    String two = "n" + random.nextInt(6);
    try {
      switch (random.nextInt(4)) {
        case 0 -> rig.prepare(D, one);
        case 1 -> rig.prepare(D, one, two);
        case 2 -> rig.commit(D, one, two);
        default -> rig.remove(D, one);
      }
    } catch (CarobException e) {
      assertThat(e.code())
          .as(e.getMessage())
          .isIn(ErrorCode.NOT_FOUND, ErrorCode.ALREADY_EXISTS, ErrorCode.FAILED_PRECONDITION);
    }
  }

  @Test
  void aParentStaysWhileAChildIsBeingPrepared() throws Exception {
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.prepare(D, "x");
      rig.commit(D, "x", "base");
      Path base = rig.snapshots().stat(D, key("base")).orElseThrow().place();
      driver.inside =
          (method, place) -> {
            if (method.equals("prepare")) {
              preparing.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              assertThat(base).isDirectory();
            }
          };
      Future<?> child = pool.submit(() -> rig.prepare(D, "a", "base"));
      preparing.await();
      Future<?> removal =
          pool.submit(
              () -> assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.remove(D, "base")));
      // Other names are not held up by the one that is being prepared.
      assertThat(rig.snapshots().usage(D, key("base"))).isNotNull();
      go.countDown();
      child.get();
      removal.get();
      assertThat(base).isDirectory();
    } finally {
      pool.shutdownNow();
    }
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void onAllThreads(Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int number = t;
        running.add(
            pool.submit(
                () -> {
                  work.run(number);
                  return number;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
