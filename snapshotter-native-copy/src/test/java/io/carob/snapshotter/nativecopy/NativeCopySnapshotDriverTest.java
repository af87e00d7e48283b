package io.carob.snapshotter.nativecopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.linux.fs.FileStat;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    Path folder = Files.createDirectory(NativeCopyPlan.diff(base).resolve("folder"));
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
  void layerIsADifferenceThatNeedsNoParent() throws IOException {
    Path place = Files.createDirectory(data.resolve("layer"));
    Path later = data.resolve("later");
    LayerTarget target = driver.beginLayer(place, List.of(later, base));
    assertThat(target)
        .isEqualTo(
            new LayerTarget.Difference(
                NativeCopyPlan.diff(place),
                WhiteoutForm.OCI,
                List.of(NativeCopyPlan.diff(later), NativeCopyPlan.diff(base))));
    assertThat(driver.capabilities()).contains(SnapshotCapability.PARALLEL_UNPACK);
  }

  @Test
  void namesOfAParentsInodeAreNotCounted() throws IOException {
    Path layer = layer("layer");
    Usage none = driver.usage(layer, List.of(base));
    assertThat(none.inodes()).isEqualTo(2); // its place and its difference
    Path folder = Files.createDirectory(NativeCopyPlan.diff(layer).resolve("folder"));
    Path big = NativeCopyPlan.diff(base).resolve("folder/big");
    Files.createLink(folder.resolve("big"), big);
    Files.createLink(folder.resolve("third"), big);
    assertThat(driver.usage(layer, List.of(base)).inodes()).isEqualTo(3);
    Files.write(folder.resolve("own"), new byte[BIG]);
    Usage own = driver.usage(layer, List.of(base));
    assertThat(own.inodes()).isEqualTo(4);
    assertThat(own.bytes() - none.bytes()).isBetween((long) BIG, BIG + 8192L);
  }

  /** As a release before differences left them, and as a committed container is. */
  @Test
  void wholeTreesAreReadAsAllThatIsBelow() throws IOException {
    Path whole = Files.createDirectory(data.resolve("whole"));
    Path tree = Files.createDirectories(NativeCopyPlan.fs(whole).resolve("tree"));
    Files.writeString(tree.resolve(".wh.kept"), "no whiteout");
    Path layer = Files.createDirectory(data.resolve("layer"));
    List<Path> below = List.of(whole, base);
    assertThat(driver.beginLayer(layer, below))
        .isEqualTo(
            new LayerTarget.Difference(
                NativeCopyPlan.diff(layer), WhiteoutForm.OCI, List.of(NativeCopyPlan.fs(whole))));
    Files.writeString(NativeCopyPlan.diff(layer).resolve("top"), "");

    Path active = Files.createDirectory(data.resolve("active"));
    driver.prepare(SnapshotKind.ACTIVE, active, List.of(layer, whole, base));
    assertThat(NativeCopyPlan.fs(active).resolve("tree/.wh.kept")).exists();
    assertThat(NativeCopyPlan.fs(active).resolve("top")).exists();
    assertThat(NativeCopyPlan.fs(active).resolve("folder")).doesNotExist();
    assertThat(driver.diff(active, List.of(layer, whole, base)))
        .isEqualTo(
            new LayerSource.Stacked(
                NativeCopyPlan.fs(active),
                List.of(NativeCopyPlan.diff(layer)),
                Optional.of(NativeCopyPlan.fs(whole))));
    assertThat(driver.diff(active, below))
        .isEqualTo(
            new LayerSource.Trees(
                NativeCopyPlan.fs(active), Optional.of(NativeCopyPlan.fs(whole))));
  }

  @Test
  void activeSharesNoInode() throws IOException {
    Path active = Files.createDirectory(data.resolve("active"));
    driver.prepare(SnapshotKind.ACTIVE, active, List.of(base));
    assertThat(inode(active, "folder/big"))
        .isNotEqualTo(FileStat.of(NativeCopyPlan.diff(base).resolve("folder/big")).ino());
    assertThat(inode(active, "folder/big")).isEqualTo(inode(active, "folder/big-too"));
    assertThat(driver.mounts(SnapshotKind.ACTIVE, active, List.of(base)))
        .containsExactly(Mount.bind(NativeCopyPlan.fs(active).toString(), false));
  }

  @Test
  void viewOfAWholeTreeIsThatTreeReadOnly() throws IOException {
    Path active = Files.createDirectory(data.resolve("active"));
    driver.prepare(SnapshotKind.ACTIVE, active, List.of(base));
    driver.commit(active, List.of(base));
    List<Path> parents = List.of(active, base);
    Path view = Files.createDirectory(data.resolve("view"));
    driver.prepare(SnapshotKind.VIEW, view, parents);
    assertThat(driver.mounts(SnapshotKind.VIEW, view, parents))
        .containsExactly(Mount.bind(NativeCopyPlan.fs(active).toString(), true));
    assertThat(driver.usage(view, parents).inodes()).isEqualTo(2); // its place and its tree
  }

  @Test
  void viewOfDifferencesSharesTheirFiles() throws IOException {
    Path layer = layer("layer");
    Files.writeString(NativeCopyPlan.diff(layer).resolve("top"), "");
    List<Path> parents = List.of(layer, base);
    Path view = Files.createDirectory(data.resolve("view"));
    driver.prepare(SnapshotKind.VIEW, view, parents);
    assertThat(driver.mounts(SnapshotKind.VIEW, view, parents))
        .containsExactly(Mount.bind(NativeCopyPlan.fs(view).toString(), true));
    assertThat(inode(view, "folder/big"))
        .isEqualTo(FileStat.of(NativeCopyPlan.diff(base).resolve("folder/big")).ino());
    assertThat(NativeCopyPlan.fs(view).resolve("top")).exists();
    // its place, its tree and the folder in it
    assertThat(driver.usage(view, parents).inodes()).isEqualTo(3);
    long shared = driver.usage(view, parents).bytes();
    assertThat(shared).isLessThan(BIG / 2);
  }

  @Test
  void viewOnAnotherFileSystemIsACopy() throws IOException {
    Path other = Files.createDirectory(data.resolve("other"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), other);
    try {
      Path view = Files.createDirectory(other.resolve("view"));
      driver.prepare(SnapshotKind.VIEW, view, List.of(base));
      assertThat(NativeCopyPlan.fs(view).resolve("folder/big")).hasSize(BIG);
      assertThat(inode(view, "folder/big-too")).isEqualTo(inode(view, "folder/big"));
      assertThat(view.resolve("fs.new")).doesNotExist();
    } finally {
      Mounts.unmountAll(other, true);
    }
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
