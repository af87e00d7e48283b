package io.carob.image.store.snapshot;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.fault.Faults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of one driver with different forms, which follow each other within a commit. */
class FormatsTest {

  private static final String D = "folder";

  private final FolderDriver first = new FolderDriver(D, true);
  private final FolderDriver later = new FolderDriver(D, true);
  private Runnable afterCommit = () -> {};
  @TempDir Path root = Path.of("");
  private Rig rig;

  @BeforeEach
  void swap() {
    Faults faults =
        point -> {
          if (point.equals("commit.driver")) {
            afterCommit.run();
          }
        };
    rig = new Rig(root, new PlainHost(Rig.BOOT), faults, first);
    later.format = 2;
    rig.prepare(D, "a");
    replace(first, later, "2");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void replace(FolderDriver old, FolderDriver next, String version) {
    rig.table.remove(old);
    rig.table.add(new DriverInfo("snapshotter", D, version, List.of()), next);
    next.calls.clear();
  }

  private Map<String, String> labels() {
    return rig.snapshots().stat(D, Rig.key("a")).orElseThrow().labels();
  }

  @Test
  void theFormIsRecordedBeforeACommitWrites() {
    later.inside =
        (method, place) -> {
          if (method.equals("commit")) {
            rig.snapshots().update(D, Rig.key("a"), Map.of("mine", "x"), Set.of("labels.mine"));
            assertThat(labels()).containsEntry(Snapshots.DRIVER_FORMAT_LABEL, "2");
            throw new CarobException(ErrorCode.RESOURCE_EXHAUSTED, "half written");
          }
        };
    assertFails(ErrorCode.RESOURCE_EXHAUSTED, () -> rig.commit(D, "a", "b"));
    assertThat(labels()).containsEntry("mine", "x");
    replace(later, first, "1");
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.commit(D, "a", "b"));
    assertThat(first.calls).noneMatch(call -> call.startsWith("commit"));
  }

  @Test
  void anEarlierVersionIsNotAskedHowLargeALaterFormIs() {
    afterCommit = () -> replace(later, first, "1");
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> rig.commit(D, "a", "b"));
    assertThat(first.calls).noneMatch(call -> call.startsWith("usage"));
    afterCommit = () -> {};
    replace(first, later, "2");
    rig.commit(D, "a", "b");
    assertThat(rig.snapshots().stat(D, Rig.key("b")).orElseThrow().labels())
        .containsEntry(Snapshots.DRIVER_FORMAT_LABEL, "2")
        .containsEntry(Snapshots.DRIVER_VERSION_LABEL, "2");
  }
}
