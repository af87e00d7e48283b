package io.carob.volume.emptydir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.VolumePlugin;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.MountTable;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmptyDirPluginTest {

  private static final int MIB = 1 << 20;

  @TempDir Path temporary = Path.of("");
  private Path place = Path.of("");

  @BeforeEach
  void resolve() throws IOException {
    place = temporary.toRealPath();
  }

  @AfterEach
  void removeMounts() {
    Mounts.unmountAll(place, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Memory"})
  void folderIsOpenToAllContainers(String medium) throws IOException {
    assertThat(mode(volume(Map.of("medium", medium)).publish())).isEqualTo("rwxrwxrwx");
    assertThat(mode(place)).isEqualTo("rwx------");
  }

  @Test
  void modeSetByAContainerStays() throws IOException {
    Volume volume = volume(Map.of());
    Path folder = volume.publish();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    volume.publish();
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void memoryIsATmpfsMountedOnce() {
    Volume volume = volume(Map.of("medium", "Memory"));
    Path folder = volume.publish();
    volume.publish();
    assertThat(MountTable.read().below(place)).hasSize(1);
    assertThat(MountTable.read().at(folder).orElseThrow().type()).isEqualTo("tmpfs");
  }

  @Test
  void writingBeyondTheLimitInMemoryFails() throws IOException {
    Path folder = volume(Map.of("medium", "Memory", "sizeLimit", "1Mi")).publish();
    write(folder.resolve("a"), MIB);
    assertThatThrownBy(() -> write(folder.resolve("b"), MIB)).hasMessageContaining("No space left");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void writingBeyondTheLimitOnDiskFails(int mebibytes) throws IOException {
    Path folder = volume(Map.of("sizeLimit", mebibytes + "Mi")).publish();
    assertThat(folder).isEmptyDirectory();
    assertThat(mode(folder)).isEqualTo("rwxrwxrwx");
    write(folder.resolve("a"), mebibytes * MIB);
    assertThatThrownBy(() -> write(folder.resolve("b"), MIB)).hasMessageContaining("No space left");
  }

  @Test
  void limitMayBeAPlainNumber() throws IOException {
    Path folder = volume(Map.of("sizeLimit", 2_000_000)).publish();
    assertThatThrownBy(() -> write(folder.resolve("a"), 4 * MIB))
        .hasMessageContaining("No space left");
  }

  @Test
  void contentOutlivesTheMount() throws IOException {
    Volume volume = volume(Map.of("sizeLimit", "16Mi"));
    Files.writeString(volume.publish().resolve("a"), "kept");
    volume.unpublish();
    assertThat(volume.publish().resolve("a")).hasContent("kept");
  }

  @Test
  void unpublishLeavesNoMountAndNoLoopDevice() {
    Volume volume = volume(Map.of("sizeLimit", "16Mi"));
    volume.publish();
    assertThat(volume.loopFiles()).hasSize(1);
    volume.unpublish();
    assertThat(MountTable.read().below(place)).isEmpty();
    await(() -> volume.loopFiles().isEmpty());
  }

  @Test
  void deletedFilesGiveTheirSpaceBackToTheNode() throws IOException {
    Volume volume = volume(Map.of("sizeLimit", "32Mi"));
    Path folder = volume.publish();
    Path file = folder.resolve("a");
    write(file, 16 * MIB);
    sync(file);
    assertThat(volume.usage().bytes()).isGreaterThanOrEqualTo(16 * MIB);
    Files.delete(file);
    sync(folder);
    await(() -> volume.usage().bytes() < 8 * MIB);
  }

  @Test
  void zeroLimitAndLimitBeyondTheDiskAreNone() {
    Path data = place.resolve("data");
    assertThat(volume(Map.of("sizeLimit", "0")).publish()).isEqualTo(data);
    assertThat(volume(Map.of("sizeLimit", "7Ei")).publish()).isEqualTo(data);
    assertThat(MountTable.read().below(place)).isEmpty();
  }

  @Test
  void halfMadeImageIsRemoved() throws IOException {
    Path halfMade = Files.writeString(place.resolve("disk.img.1234"), "half");
    volume(Map.of("sizeLimit", "1Mi")).publish();
    assertThat(halfMade).doesNotExist();
  }

  @Test
  void damagedImageIsAnErrorAndIsNotMounted() throws IOException {
    Volume volume = volume(Map.of("sizeLimit", "1Mi"));
    volume.publish();
    volume.unpublish();
    write(place.resolve("disk.img"), MIB);
    CarobException e = catchThrowableOfType(CarobException.class, volume::publish);
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(MountTable.read().below(place)).isEmpty();
  }

  @Test
  void volumeInUseIsAFailedPrecondition() throws IOException {
    Volume volume = volume(Map.of("medium", "Memory"));
    try (OutputStream open = Files.newOutputStream(volume.publish().resolve("a"))) {
      open.write(1);
      CarobException e = catchThrowableOfType(CarobException.class, volume::unpublish);
      assertThat(e).isNotNull();
      assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }
    volume.unpublish();
  }

  @Test
  void usageCountsBlocksAndFilesOfTwoNamesOnce() throws IOException {
    Volume volume = volume(Map.of());
    assertThat(volume.usage().inodes()).isZero();
    Path folder = volume.publish();
    write(folder.resolve("a"), MIB);
    Files.createLink(folder.resolve("b"), folder.resolve("a"));
    sync(folder.resolve("a"));
    assertThat(volume.usage().inodes()).isEqualTo(2);
    assertThat(volume.usage().bytes()).isBetween((long) MIB, MIB + 100_000L);
  }

  @Test
  void usageInMemoryIsCounted() throws IOException {
    Volume volume = volume(Map.of("medium", "Memory"));
    write(volume.publish().resolve("a"), MIB);
    assertThat(volume.usage().bytes()).isGreaterThanOrEqualTo(MIB);
  }

  @Test
  void serviceLoaderFindsThePlugin() {
    assertThat(ServiceLoader.load(VolumePlugin.class).stream().map(p -> p.get().name()))
        .contains("emptyDir");
  }

  private Volume volume(Map<String, Object> fields) {
    return new Volume(place, fields);
  }

  private static void write(Path file, int bytes) throws IOException {
    Files.write(file, new byte[bytes]);
  }

  private static void sync(Path path) {
    FileTree.syncFileSystem(path);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Waits for what the kernel does in its own time. */
  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("the kernel's time").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
