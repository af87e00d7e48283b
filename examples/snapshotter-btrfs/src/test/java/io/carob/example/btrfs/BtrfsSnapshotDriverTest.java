package io.carob.example.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.Subvolume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is btrfs's own, beyond the contract's tests. */
class BtrfsSnapshotDriverTest {

  private static final int MIB = 1 << 20;

  private final BtrfsSnapshotDriver driver = new BtrfsSnapshotDriver();
  @TempDir Path data;
  private Path folder;

  @BeforeEach
  void mount() {
    folder = LoopBtrfs.in(data);
  }

  @AfterEach
  void unmount() {
    LoopBtrfs.unmount(data);
  }

  @Test
  void removeDeletesSubvolumesThatAContainerMade() throws IOException {
    Path place = prepared("one", List.of());
    nest(place.resolve("fs"));
    driver.remove(place);
    FileTree.remove(place);
    assertThat(place).doesNotExist();
  }

  @Test
  void commitKeepsWhatIsInSubvolumesThatAContainerMade() throws IOException {
    Path place = prepared("one", List.of());
    nest(place.resolve("fs"));
    FileStat before = FileStat.of(place.resolve("fs/a"));
    driver.commit(place, List.of());
    driver.commit(place, List.of());
    assertThat(Subvolume.children(place.resolve("fs"))).isEmpty();
    assertThat(FileStat.of(place.resolve("fs/a")).mtime()).isEqualTo(before.mtime());
    Path child = prepared("two", List.of(place));
    assertThat(child.resolve("fs/a/inner/file")).hasContent("inner");
    assertThat(child.resolve("fs/a/inner/deep/file")).hasContent("deep");
    assertThat(child.resolve("fs.flat")).doesNotExist();
  }

  @Test
  void commitThatWasCutOffGoesOn() throws IOException {
    Path place = prepared("one", List.of());
    Files.writeString(place.resolve("fs/file"), "kept");
    Files.move(place.resolve("fs"), place.resolve("fs.flat"));
    assertThat(driver.mounts(SnapshotKind.ACTIVE, place, List.of())).hasSize(1);
    assertThat(place.resolve("fs/file")).hasContent("kept");
  }

  @Test
  void committedPlaceTakesNoWritesUntilItIsActiveAgain() throws IOException {
    Path place = prepared("one", List.of());
    driver.commit(place, List.of());
    assertThatThrownBy(() -> Files.writeString(place.resolve("fs/file"), "no"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Read-only");
    driver.mounts(SnapshotKind.ACTIVE, place, List.of());
    assertThat(Files.writeString(place.resolve("fs/file"), "yes")).exists();
  }

  @Test
  void sharedContentStaysTheParents() throws IOException {
    Path parent = prepared("one", List.of());
    Files.write(parent.resolve("fs/big"), new byte[4 * MIB]);
    driver.commit(parent, List.of());
    Path child = prepared("two", List.of(parent));
    assertThat(driver.usage(parent, List.of()).bytes()).isGreaterThanOrEqualTo(4 * MIB);
    assertThat(driver.usage(child, List.of(parent)).bytes()).isLessThan(MIB);
  }

  @Test
  void ofAChangedFileWhatChangedCounts() throws IOException {
    Path parent = prepared("one", List.of());
    byte[] content = new byte[4 * MIB];
    new Random(1).nextBytes(content);
    Files.write(parent.resolve("fs/big"), content);
    driver.commit(parent, List.of());
    Path child = prepared("two", List.of(parent));
    try (RandomAccessFile big = new RandomAccessFile(child.resolve("fs/big").toFile(), "rw")) {
      big.seek(MIB);
      big.write(content, 0, 128 << 10);
    }
    assertThat(driver.usage(child, List.of(parent)).bytes()).isBetween(128L << 10, (long) MIB);
  }

  @Test
  void limitNeedsQuotas() throws IOException {
    Path place = Files.createDirectory(folder.resolve("one"));
    CarobException e =
        catchThrowableOfType(CarobException.class, () -> driver.limit(place, 4 * MIB));
    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void limitIsKept() throws IOException {
    LoopBtrfs.run("btrfs", "quota", "enable", folder.toString());
    LoopBtrfs.run("btrfs", "quota", "rescan", "-w", folder.toString());
    Path place = Files.createDirectory(folder.resolve("one"));
    driver.limit(place, 4 * MIB);
    driver.prepare(SnapshotKind.ACTIVE, place, List.of());
    Files.write(place.resolve("fs/fits"), new byte[MIB]);
    assertThatThrownBy(() -> Files.write(place.resolve("fs/too-much"), new byte[8 * MIB]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("quota");
  }

  @Test
  void probeSaysWhatIsMissingElsewhere() {
    CarobException e =
        catchThrowableOfType(CarobException.class, () -> driver.probe(Path.of("/proc")));
    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
  }

  private Path prepared(String name, List<Path> parents) throws IOException {
    Path place = Files.createDirectory(folder.resolve(name));
    driver.prepare(SnapshotKind.ACTIVE, place, parents);
    return place;
  }

  /** As a container can, which may make subvolumes wherever it may write. */
  private static void nest(Path fs) throws IOException {
    Path inner = Files.createDirectory(fs.resolve("a")).resolve("inner");
    Subvolume.create(inner);
    Files.writeString(inner.resolve("file"), "inner");
    Subvolume.create(inner.resolve("deep"));
    Files.writeString(inner.resolve("deep/file"), "deep");
  }
}
