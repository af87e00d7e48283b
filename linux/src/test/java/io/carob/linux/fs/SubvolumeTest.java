package io.carob.linux.fs;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.ErrorCode;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subvolumes and shared blocks, on a btrfs in a file. Needs the package btrfs-progs. */
class SubvolumeTest {

  private static final int MIB = 1 << 20;

  private Path temp;
  private Path disk;
  private Path one;
  private Path two;

  @BeforeEach
  void makeDisk(@TempDir Path dir) throws Exception {
    temp = dir.toRealPath();
    disk = Files.createDirectory(temp.resolve("disk"));
    String image = temp.resolve("disk.img").toString();
    try (RandomAccessFile file = new RandomAccessFile(image, "rw")) {
      file.setLength(256L * MIB);
    }
    run("mkfs.btrfs", "-q", image);
    run("mount", "-t", "btrfs", "-o", "loop", image, disk.toString());
    one = disk.resolve("one");
    two = disk.resolve("two");
    Subvolume.create(one);
  }

  @AfterEach
  void unmount() {
    Mounts.unmountAll(disk, true);
  }

  private static void run(String... line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    byte[] out = process.getInputStream().readAllBytes();
    String said = new String(out, StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", line), said).isZero();
  }

  @Test
  void aSnapshotHasTheContentAndGoesItsOwnWay() throws IOException {
    Files.writeString(one.resolve("file"), "one");
    Subvolume.snapshot(one, two, false);
    assertThat(two.resolve("file")).hasContent("one");
    Files.writeString(two.resolve("file"), "two");
    assertThat(one.resolve("file")).hasContent("one");
    assertThat(Subvolume.is(two)).isTrue();
    assertThat(Subvolume.is(disk.resolve("absent"))).isFalse();
    assertThat(Subvolume.is(Files.createDirectory(disk.resolve("folder")))).isFalse();
  }

  @Test
  void aReadOnlyOneTakesNoChangesUntilItIsOpenedAgain() throws IOException {
    Subvolume.snapshot(one, two, true);
    assertThat(Subvolume.isReadOnly(two)).isTrue();
    assertThatThrownBy(() -> Files.createFile(two.resolve("file")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Read-only");
    Subvolume.setReadOnly(two, false);
    Subvolume.setReadOnly(two, false);
    Files.createFile(two.resolve("file"));
    assertThat(Subvolume.isReadOnly(two)).isFalse();
  }

  @Test
  void removalTakesWhatWasMadeInside() throws IOException {
    Path folder = Files.createDirectories(one.resolve("a/b"));
    Path inner = folder.resolve("inner");
    Subvolume.create(inner);
    Files.writeString(inner.resolve("file"), "content");
    Subvolume.create(inner.resolve("innermost"));
    Subvolume.create(one.resolve("top"));
    assertThat(Subvolume.children(one)).containsExactlyInAnyOrder("a/b/inner", "top");
    assertThat(Subvolume.children(inner)).containsExactly("innermost");
    Subvolume.setReadOnly(inner, true);
    Subvolume.setReadOnly(one, true);
    Subvolume.remove(one);
    assertThat(one).doesNotExist();
    Subvolume.remove(one);
  }

  @Test
  void manyInsideAreAllFound() {
    for (int i = 0; i < 300; i++) {
      Subvolume.create(one.resolve("inside-" + i));
    }
    assertThat(Subvolume.children(one)).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void removalOfALinkLeavesWhatItPointsAt() throws IOException {
    Path link = Files.createSymbolicLink(disk.resolve("link"), one);
    Subvolume.remove(link);
    assertThat(link).doesNotExist();
    assertThat(one).exists();
  }

  @Test
  void failuresHaveTheirCodes() {
    Subvolume.snapshot(one, two, false);
    assertFails(ErrorCode.ALREADY_EXISTS, () -> Subvolume.create(two));
    assertFails(ErrorCode.ALREADY_EXISTS, () -> Subvolume.snapshot(one, two, false));
    assertFails(ErrorCode.NOT_FOUND, () -> Subvolume.setReadOnly(disk.resolve("absent"), true));
    assertFails(ErrorCode.UNSUPPORTED, () -> Subvolume.create(temp.resolve("elsewhere")));
    assertFails(ErrorCode.UNSUPPORTED, () -> Subvolume.limit(one, MIB));
    assertThat(Subvolume.isPossibleIn(disk)).isTrue();
    assertThat(Subvolume.isPossibleIn(temp)).isFalse();
  }

  @Test
  void aLimitIsKept() throws Exception {
    run("btrfs", "quota", "enable", disk.toString());
    Subvolume.create(two);
    Subvolume.limit(two, 8L * MIB);
    assertThatThrownBy(() -> Files.write(two.resolve("file"), new byte[16 * MIB]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("quota");
    Files.write(one.resolve("file"), new byte[16 * MIB]);
  }

  @Test
  void onlyWhatWasWrittenAnewLiesApart() throws IOException {
    Files.write(one.resolve("file"), new byte[MIB]);
    Subvolume.snapshot(one, two, false);
    assertThat(apart()).isZero();
    try (RandomAccessFile file = new RandomAccessFile(two.resolve("file").toFile(), "rw")) {
      file.seek(256 << 10);
      file.write(new byte[64 << 10]);
    }
    assertThat(apart()).isEqualTo(64 << 10);
  }

  private long apart() {
    try (RootDirectory first = RootDirectory.open(one);
        RootDirectory second = RootDirectory.open(two);
        OpenFile before = first.openFile("file");
        OpenFile after = second.openFile("file")) {
      return Extents.apart(after, before);
    }
  }
}
