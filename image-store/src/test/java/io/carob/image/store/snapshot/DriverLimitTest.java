package io.carob.image.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Size limits of drivers that keep them by themselves, on a host that could not. */
class DriverLimitTest {

  private static final String D = "folder";
  private static final long BYTES = 2 << 20;

  private final FolderDriver driver = new FolderDriver(D, false);
  private final List<Long> limits = new CopyOnWriteArrayList<>();
  private final Rig rig;

  DriverLimitTest(@TempDir Path root) {
    driver.limit = limits::add;
    rig = new Rig(root, new PlainHost(Rig.BOOT), Faults.NONE, driver);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private SnapshotInfo limited() {
    return rig.snapshots()
        .prepare(D, Rig.key("a"), Optional.empty(), Map.of(), SnapshotOptions.limit(BYTES));
  }

  @Test
  void theDriverIsAskedRightBeforePrepare() {
    SnapshotInfo info = limited();
    assertThat(limits).containsExactly(BYTES);
    Path number = info.place().getFileName();
    assertThat(driver.calls).containsSubsequence("limit " + number, "prepare " + number);
    assertThat(info.labels())
        .containsEntry(Snapshots.SIZE_LIMIT_LABEL, Long.toString(BYTES))
        .containsEntry(SizeLimits.KEEPER_LABEL, D);
  }

  @Test
  void thePlaceHasNoImage() {
    limited();
    assertThat(rig.meta.state().snapshots()).noneMatch(SizeLimits::isLimited);
    rig.commit(D, "a", "b");
    assertThat(rig.meta.state().snapshots())
        .extracting(SnapshotRow::labels)
        .allMatch(labels -> labels.containsKey(SizeLimits.KEEPER_LABEL));
    rig.remove(D, "b");
    assertThat(rig.meta.state().snapshots()).isEmpty();
  }

  @Test
  void withoutALimitItIsNotAsked() {
    rig.prepare(D, "a");
    assertThat(limits).isEmpty();
  }

  /** The host of this test has no file systems for places, and says so. */
  @Test
  void aDriverThatCannotHereLeavesItToTheCore() {
    driver.limit =
        bytes -> {
          throw new CarobException(ErrorCode.UNSUPPORTED, "no quotas here");
        };
    CarobException e = catchThrowableOfType(CarobException.class, this::limited);
    assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(driver.calls).noneMatch(call -> call.startsWith("prepare"));
  }

  @Test
  void aDriverThatFailsIsNotReplaced() {
    driver.limit =
        bytes -> {
          throw new CarobException(ErrorCode.RESOURCE_EXHAUSTED, "full");
        };
    CarobException e = catchThrowableOfType(CarobException.class, this::limited);
    assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(rig.meta.state().snapshots()).isEmpty();
  }
}
