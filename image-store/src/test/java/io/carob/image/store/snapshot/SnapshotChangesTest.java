package io.carob.image.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.image.store.Codes;
import io.carob.image.store.meta.SnapshotId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotChangesTest {

  private static final String D = "folder";
  private static final SnapshotId A = new SnapshotId(D, Rig.key("a"));

  private final FolderDriver driver = new FolderDriver(D, true);

  @Test
  void twoWhoReadTheChangesOfOneSnapshotAskItsDriverOneAfterTheOther(@TempDir Path root) {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (Rig rig = new Rig(root, Rig.BOOT, driver)) {
      rig.prepare(D, "a");
      driver.inside =
          (method, place) -> {
            inside.countDown();
            await(leave);
          };
      SnapshotChanges changes = rig.store.changes();
      CompletableFuture<Boolean> first =
          CompletableFuture.supplyAsync(() -> changes.read(A, (row, source) -> true));
      await(inside);
      rig.table.limits(Duration.ZERO, Duration.ofMillis(20));
      Codes.assertFails(ErrorCode.UNAVAILABLE, () -> changes.read(A, (row, source) -> true));
      assertThat(driver.calls.stream().filter(call -> call.startsWith("diff"))).hasSize(1);
      rig.table.limits(Duration.ZERO, Duration.ofMinutes(2));
      leave.countDown();
      assertThat(first.join()).isTrue();
      boolean nested = changes.read(A, (row, source) -> changes.read(A, (again, other) -> true));
      assertThat(nested).as("only the driver is alone").isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
