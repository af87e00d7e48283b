package io.carob.snapshotter.nativecopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCopySnapshotDriverTest {

  private static final int BIG = 2 << 20;

  private final NativeCopySnapshotDriver driver = new NativeCopySnapshotDriver();
  private final Path data;
  private final Path base;

  NativeCopySnapshotDriverTest(@TempDir Path data) {
    this.data = data;
    this.base = data.resolve("base");
  }

  @BeforeEach
  void makeBase() throws IOException {
    Files.createDirectory(base);
    driver.beginLayer(base, List.of());
    Path folder = Files.createDirectory(NativeCopyPlan.fs(base).resolve("folder"));
    Files.write(folder.resolve("big"), new byte[BIG]);
    Files.createLink(folder.resolve("big-too"), folder.resolve("big"));
    Files.setLastModifiedTime(folder, FileTime.from(Instant.EPOCH));
    driver.commit(base, List.of());
  }

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(SnapshotDriver.class))
        .hasOnlyElementsOfType(NativeCopySnapshotDriver.class)
        .hasSize(1);
  }

  @Test
  void layerSharesItsParentsInodes() throws IOException {
    Path layer = layer("layer");
    assertThat(inode(layer, "folder/big")).isEqualTo(inode(base, "folder/big"));
    assertThat(inode(layer, "folder/big-too")).isEqualTo(inode(base, "folder/big"));
    assertThat(inode(layer, "folder")).isNotEqualTo(inode(base, "folder"));
    assertThat(Files.getLastModifiedTime(NativeCopyPlan.fs(layer).resolve("folder")).toInstant())
        .isEqualTo(Instant.EPOCH);
  }

  @Test
  void sharedInodesAreNotCounted() throws IOException {
    Path layer = layer("layer");
    Usage shared = driver.usage(layer, List.of(base));
    assertThat(shared.inodes()).isEqualTo(3); // its place, its tree, and the folder in it
    assertThat(shared.bytes()).isLessThan(BIG / 2);
    Files.write(NativeCopyPlan.fs(layer).resolve("folder/own"), new byte[BIG]);
    assertThat(driver.usage(layer, List.of(base)).bytes() - shared.bytes()).isEqualTo(BIG);
  }

  @Test
  void oneMoreNameForASharedInodeIsNotCounted() throws IOException {
    Path layer = layer("layer");
    Path tree = NativeCopyPlan.fs(layer);
    long inodes = driver.usage(layer, List.of(base)).inodes();
    Files.createLink(tree.resolve("third"), tree.resolve("folder/big"));
    assertThat(driver.usage(layer, List.of(base)).inodes()).isEqualTo(inodes);
  }

  @Test
  void activeSharesNoInode() throws IOException {
    Path active = Files.createDirectory(data.resolve("active"));
    driver.prepare(SnapshotKind.ACTIVE, active, List.of(base));
    assertThat(inode(active, "folder/big")).isNotEqualTo(inode(base, "folder/big"));
    assertThat(inode(active, "folder/big")).isEqualTo(inode(active, "folder/big-too"));
    assertThat(driver.mounts(SnapshotKind.ACTIVE, active, List.of(base)))
        .containsExactly(Mount.bind(NativeCopyPlan.fs(active).toString(), false));
  }

  @Test
  void viewIsTheParentReadOnly() throws IOException {
    Path view = Files.createDirectory(data.resolve("view"));
    driver.prepare(SnapshotKind.VIEW, view, List.of(base));
    assertThat(driver.mounts(SnapshotKind.VIEW, view, List.of(base)))
        .containsExactly(Mount.bind(NativeCopyPlan.fs(base).toString(), true));
    assertThat(driver.usage(view, List.of(base)).inodes()).isEqualTo(2); // its place and its tree
  }

  @Test
  void halfGrownTreeIsGrownAnew() throws IOException {
    Path active = Files.createDirectory(data.resolve("active"));
    Files.createDirectories(active.resolve("fs.new/folder"));
    Files.writeString(active.resolve("fs.new/folder/half"), "half");
    driver.prepare(SnapshotKind.ACTIVE, active, List.of(base));
    assertThat(NativeCopyPlan.fs(active).resolve("folder/half")).doesNotExist();
    assertThat(NativeCopyPlan.fs(active).resolve("folder/big")).hasSize(BIG);
    assertThat(active.resolve("fs.new")).doesNotExist();
  }

  @Test
  void missingParentIsAnInternalFailureThatNamesIt() throws IOException {
    Path place = Files.createDirectory(data.resolve("place"));
    Path absent = data.resolve("absent");
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> driver.prepare(SnapshotKind.ACTIVE, place, List.of(absent)))
        .withMessageContaining("absent")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  private Path layer(String name) throws IOException {
    Path place = Files.createDirectory(data.resolve(name));
    driver.beginLayer(place, List.of(base));
    driver.commit(place, List.of(base));
    return place;
  }

  private static long inode(Path place, String name) {
    return FileStat.of(NativeCopyPlan.fs(place).resolve(name)).ino();
  }
}
