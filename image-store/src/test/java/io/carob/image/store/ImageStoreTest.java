package io.carob.image.store;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.snapshot.FolderDriver;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

  @TempDir Path root = Path.of("");

  private ImageStore open() {
    return ImageStore.open(
        root, new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1)));
  }

  @Test
  void aRootInUseIsRefusedAndFreeAgainAfterClosing() {
    try (ImageStore first = open()) {
      assertFails(ErrorCode.FAILED_PRECONDITION, this::open);
      assertThat(first.images().list()).isEmpty();
    }
    open().close();
  }

  @Test
  void aStoreThatCannotOpenGivesTheRootBack() throws Exception {
    open().close();
    Path file = root.resolve("meta.db");
    byte[] good = Files.readAllBytes(file);
    Files.writeString(file, "no database");
    Files.deleteIfExists(root.resolve("meta.db-wal"));
    assertFails(ErrorCode.DATA_LOSS, this::open);
    Files.write(file, good);
    open().close();
  }

  @Test
  void driversAreListedWhileTheyAreThere() {
    FolderDriver driver = new FolderDriver("folder", true);
    try (ImageStore store = open()) {
      store.addDriver(driver, "1.2.3");
      assertThat(store.drivers())
          .containsExactly(
              new DriverInfo("snapshotter", "folder", "1.2.3", List.of("parallel_unpack")));
      store.removeDriver(driver);
      assertThat(store.drivers()).isEmpty();
    }
  }

  @Test
  void snapshotsWorkOnTheRealHost() throws Exception {
    FolderDriver driver = new FolderDriver("folder", false);
    SnapshotKey key = new SnapshotKey("a");
    SnapshotKey base = new SnapshotKey("base");
    try (ImageStore store = open()) {
      store.addDriver(driver, "1");
      store.snapshots().prepare("folder", key, Optional.empty(), Map.of());
      SnapshotInfo done = store.snapshots().commit("folder", key, base);
      store.snapshots().remove("folder", base);
      assertThat(done.place()).doesNotExist();
    }
    assertThat(Files.getPosixFilePermissions(root.resolve("snapshots"))).hasSize(3);
  }

  @Test
  void deletingATreeFollowsNoLink() throws Exception {
    Path outside = Files.createDirectories(root.resolve("outside"));
    Files.writeString(outside.resolve("file"), "keep");
    Path tree = Files.createDirectories(root.resolve("tree/a/b"));
    Files.createSymbolicLink(tree.resolve("out"), outside);
    Files.createSymbolicLink(tree.resolve("file"), outside.resolve("file"));
    LinuxHost host = new LinuxHost();
    host.deleteTree(root.resolve("tree"));
    host.deleteTree(root.resolve("tree"));
    assertThat(root.resolve("tree")).doesNotExist();
    assertThat(outside.resolve("file")).hasContent("keep");
  }

  @Test
  void theHostSyncsAndNamesItsBoot() {
    LinuxHost host = new LinuxHost();
    assertThat(host.bootId()).hasSize(36).isEqualTo(new LinuxHost().bootId());
    host.sync(root);
    assertFails(ErrorCode.NOT_FOUND, () -> host.sync(root.resolve("absent")));
  }

  @Test
  void aBlobThatACrashLeftIsDeletedAtTheStart() {
    byte[] bytes = "left".getBytes(StandardCharsets.UTF_8);
    BlobStore blobs = new BlobStore(root.resolve("content"));
    Digest digest =
        blobs.ingest(
            new ByteArrayInputStream(bytes), Optional.empty(), OptionalLong.empty(), done -> {});
    assertThat(blobs.has(digest)).isTrue();
    try (ImageStore store = open()) {
      assertThat(store.images().contentBytes()).isZero();
      assertFails(ErrorCode.NOT_FOUND, () -> store.images().blob(digest));
    }
  }
}
