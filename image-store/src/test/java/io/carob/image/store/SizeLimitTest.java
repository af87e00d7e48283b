package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck.Options;
import io.carob.image.store.check.RestingCheck;
import io.carob.image.store.snapshot.FolderDriver;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.MountTable;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots with a hard limit, on a driver that knows nothing of it. */
class SizeLimitTest {

  private static final int MIB = 1 << 20;
  private static final SnapshotKey APP = new SnapshotKey("app");

  private final FolderDriver driver = new FolderDriver("folder", false);
  private Path folder = Path.of("");
  private RealStore store;

  @BeforeEach
  void open(@TempDir Path temp) throws IOException {
    folder = temp.toRealPath();
    driver.measured = true;
    store = RealStore.open(folder, driver);
  }

  @AfterEach
  void close() {
    store.close();
    Mounts.unmountAll(folder, true);
  }

  private void reopen() {
    store.close();
    store = RealStore.open(folder, driver);
  }

  private Snapshots snapshots() {
    return store.store.snapshots();
  }

  private SnapshotInfo limited(SnapshotKey key, long bytes, SnapshotKey... parent) {
    return snapshots()
        .prepare(
            "folder",
            key,
            parent.length == 0 ? Optional.empty() : Optional.of(parent[0]),
            Map.of("a", "b"),
            SnapshotOptions.limit(bytes));
  }

  /** The folder that the mounts of a snapshot show. */
  private Path content(SnapshotKey key) {
    return Path.of(snapshots().mounts("folder", key).get(0).source());
  }

  @Test
  void writingBeyondTheLimitFailsAndNobodyElseNotices() throws IOException {
    limited(APP, 2 * MIB);
    SnapshotKey other = new SnapshotKey("other");
    snapshots().prepare("folder", other, Optional.empty(), Map.of());
    Files.write(content(APP).resolve("fits"), new byte[2 * MIB]);
    assertFull(APP);
    Files.write(content(other).resolve("a"), new byte[4 * MIB]);
  }

  @Test
  void contentAndLimitOutliveTheStore() throws IOException {
    limited(APP, 2 * MIB);
    Files.writeString(content(APP).resolve("written"), "kept");
    reopen();
    assertThat(MountTable.read().below(folder)).isEmpty();
    assertThat(content(APP).resolve("written")).hasContent("kept");
    assertThat(limited(APP, 64 * MIB).labels())
        .containsEntry(Snapshots.SIZE_LIMIT_LABEL, "2097152");
    assertFull(APP);
  }

  @Test
  void removeLeavesNoMountNoLoopDeviceAndNoFile() throws Exception {
    limited(APP, 2 * MIB);
    Files.writeString(content(APP).resolve("written"), "gone");
    snapshots().remove("folder", APP);
    store.store.awaitTrash();
    assertNothingLeft();
  }

  @Test
  void failedPrepareLeavesNothing() throws Exception {
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare")) {
            throw new CarobException(ErrorCode.RESOURCE_EXHAUSTED, "full");
          }
        };
    Codes.assertFails(ErrorCode.RESOURCE_EXHAUSTED, () -> limited(APP, 2 * MIB));
    store.store.awaitTrash();
    assertNothingLeft();
  }

  @Test
  void committedSnapshotIsStillThereForWhatStandsOnIt() throws IOException {
    limited(APP, 2 * MIB);
    Files.writeString(content(APP).resolve("written"), "kept");
    SnapshotKey done = new SnapshotKey("done");
    snapshots().commit("folder", APP, done);
    reopen();
    SnapshotKey next = new SnapshotKey("next");
    snapshots().prepare("folder", next, Optional.of(done), Map.of());
    assertThat(content(next).resolve("written")).hasContent("kept");
  }

  @Test
  void limitBelowAMebibyteIsRefusedAndOneBeyondTheDiskLimitsNothing() {
    Codes.assertFails(ErrorCode.INVALID_ARGUMENT, () -> limited(APP, MIB - 1));
    Codes.assertFails(ErrorCode.INVALID_ARGUMENT, () -> limited(APP, -1));
    assertThat(limited(APP, Long.MAX_VALUE).labels()).doesNotContainKey(Snapshots.SIZE_LIMIT_LABEL);
    assertThat(MountTable.read().below(folder)).isEmpty();
  }

  @Test
  void labelComesFromTheOptionAloneAndStays() {
    String label = Snapshots.SIZE_LIMIT_LABEL;
    Codes.assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> snapshots().prepare("folder", APP, Optional.empty(), Map.of(label, "2097152")));
    limited(APP, 2 * MIB);
    assertThat(snapshots().update("folder", APP, Map.of("x", "y")).labels())
        .containsOnly(Map.entry("x", "y"), Map.entry(label, "2097152"));
    assertThat(snapshots().update("folder", APP, Map.of(), Set.of("labels." + label)).labels())
        .containsKey(label);
    Codes.assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> snapshots().update("folder", APP, Map.of(label, "4194304")));
  }

  @Test
  void usageIsWhatTheImageTakesOnTheDisk() throws IOException {
    limited(APP, 16 * MIB);
    long before = snapshots().usage("folder", APP).bytes();
    Path file = Files.write(content(APP).resolve("a"), new byte[4 * MIB]);
    FileTree.syncFileSystem(file);
    assertThat(snapshots().usage("folder", APP).bytes() - before).isBetween(4L * MIB, 5L * MIB);
  }

  @Test
  void checkKnowsTheImagesAndMissesOne() throws IOException {
    limited(APP, 2 * MIB);
    assertThat(live()).isEmpty();
    Path image = images().get(0);
    Files.writeString(image.resolveSibling("other"), "");
    Files.move(image, image.resolveSibling("123456789.img"));
    assertThat(live())
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder("place", "place", "snapshot size limit", "mount");
    Files.delete(image.resolveSibling("other"));
    Files.move(image.resolveSibling("123456789.img"), image);
    assertThat(live()).isEmpty();
    store.close();
    assertThat(resting()).isEmpty();
    store = RealStore.open(folder, driver);
  }

  /** The service is killed at a point; what the next one finds is whole, or gone. */
  @ParameterizedTest
  @CsvSource({"prepare.driver, false", "prepare.row, true", "remove.row, false"})
  void killedServiceLeavesAWholeSnapshotOrNone(String point, boolean there) throws Exception {
    store.close();
    LimitChild.killAt(folder.resolve("root"), point);
    assertThat(MountTable.read().below(folder)).hasSize(1);
    store = RealStore.open(folder, driver);
    assertThat(snapshots().stat("folder", APP).isPresent()).isEqualTo(there);
    store.store.awaitTrash();
    assertThat(live()).isEmpty();
    if (there) {
      assertFull(APP);
      snapshots().remove("folder", APP);
      store.store.awaitTrash();
    }
    assertNothingLeft();
  }

  @Test
  void imagesThatWereHalfMadeGoAtTheNextStart() throws Exception {
    limited(APP, 2 * MIB);
    Files.writeString(content(APP).resolve("written"), "kept");
    Path image = images().get(0);
    Path half = image.resolveSibling(image.getFileName() + ".5e1f");
    Path lost = image.resolveSibling("123456789.img");
    store.close();
    Files.write(half, new byte[MIB]);
    Files.write(lost, new byte[MIB]);
    assertThat(resting()).extracting(Finding::subject).contains(half.toString(), lost.toString());
    store = RealStore.open(folder, driver);
    store.store.awaitTrash();
    assertThat(images()).containsExactly(image);
    assertThat(live()).isEmpty();
    assertThat(content(APP).resolve("written")).hasContent("kept");
  }

  /** The kernel's table of mounts knows no links. */
  @Test
  void aRootBehindALinkIsTheRealOne() throws Exception {
    store.close();
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("there"));
    Files.createDirectory(folder.resolve("there"));
    store = RealStore.open(link, driver);
    SnapshotInfo info = limited(APP, 2 * MIB);
    assertThat(info.place()).startsWith(folder.resolve("there"));
    assertThat(Mounts.isMountPoint(info.place())).isTrue();
    assertThat(live()).isEmpty();
    assertFull(APP);
    store.close();
    assertThat(MountTable.read().below(folder)).isEmpty();
    store = RealStore.open(folder.resolve("there"), driver);
    assertFull(APP);
    snapshots().remove("folder", APP);
    store.store.awaitTrash();
    assertNothingLeft();
  }

  private List<Finding> live() {
    return store.store.integrity().check(new Options(false, false));
  }

  private List<Finding> resting() {
    return RestingCheck.run(folder.resolve("root"), new LinuxHost().bootId(), false);
  }

  private void assertFull(SnapshotKey key) {
    Path file = content(key).resolve("too-much");
    assertThatThrownBy(() -> Files.write(file, new byte[3 * MIB]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
  }

  private void assertNothingLeft() throws Exception {
    assertThat(MountTable.read().below(folder)).isEmpty();
    assertThat(images()).isEmpty();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!loopFiles().isEmpty()) { // the kernel frees the device in its own time
      assertThat(System.nanoTime() - end).as("loop devices: %s", loopFiles()).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private List<Path> images() throws IOException {
    List<Path> images = new ArrayList<>();
    Path limits = folder.resolve("root/snapshots/.limits");
    if (Files.exists(limits)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(limits)) {
        files.forEach(images::add);
      }
    }
    return images;
  }

  private List<String> loopFiles() throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path device : devices) {
        backingFile(device)
            .filter(file -> file.startsWith(folder.toString()))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<String> backingFile(Path device) {
    try {
      return Optional.of(Files.readString(device.resolve("loop/backing_file")).strip());
    } catch (IOException e) {
      return Optional.empty(); // it has no file, or not any more
    }
  }
}
