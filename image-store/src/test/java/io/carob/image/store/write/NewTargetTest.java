package io.carob.image.store.write;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are exchanged by who owns the folder above, at every moment. */
class NewTargetTest {

  private static final String NAME = "growing";

  @TempDir Path theirs = Path.of("");

  private RootDirectory parent = RootDirectory.open(Path.of("/"));
  private Path target = theirs;

  @BeforeEach
  void open() {
    parent.close();
    parent = RootDirectory.open(theirs);
    target = theirs.resolve("target");
  }

  @AfterEach
  void close() {
    parent.close();
  }

  private RootDirectory openMade() {
    parent.createFile("probe", 0600).close();
    FileStat usual = parent.stat("probe");
    return NewTarget.openMade(parent, target, NAME, usual);
  }

  private Path growing() throws IOException {
    try (Stream<Path> all = Files.list(theirs)) {
      List<Path> found =
          all.filter(path -> path.getFileName().toString().startsWith(".carob-export-")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void theFolderThatWasMadeIsOpened() {
    parent.mkdir(NAME, 0700);
    try (RootDirectory made = openMade()) {
      assertThat(made.stat("").ino()).isEqualTo(parent.stat(NAME).ino());
    }
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() {
    parent.mkdir("other", 0700);
    parent.symlink("other", NAME);
    assertFails(ErrorCode.FAILED_PRECONDITION, this::openMade);
  }

  @Test
  void aFileOrNothingInItsPlaceIsRefused() {
    assertFails(ErrorCode.FAILED_PRECONDITION, this::openMade);
    parent.unlink("probe");
    parent.createFile(NAME, 0600).close();
    assertFails(ErrorCode.FAILED_PRECONDITION, this::openMade);
  }

  @Test
  void aFolderOfAnotherOwnerIsRefused() {
    parent.mkdir(NAME, 0700);
    parent.chown(NAME, 1234, 1234);
    assertFails(ErrorCode.FAILED_PRECONDITION, this::openMade);
  }

  @Test
  void aFolderThatOthersMayReadIsRefused() {
    parent.mkdir(NAME, 0755);
    assertFails(ErrorCode.FAILED_PRECONDITION, this::openMade);
  }

  @Test
  void aFolderWithSomethingInItIsRefused() {
    parent.mkdir(NAME, 0700);
    parent.mkdir(NAME + "/blobs", 0700);
    assertFails(ErrorCode.FAILED_PRECONDITION, this::openMade);
  }

  @Test
  void anArchiveIsWrittenWhereItBeganAndNotPublishedFromElsewhere() throws IOException {
    Path other = Files.writeString(theirs.resolve("other"), "kept");
    Path moved = theirs.resolve("moved");
    try (NewTarget made = NewTarget.at(target, false)) {
      Path grows = growing();
      Files.move(grows, moved);
      Files.createLink(grows, other);
      made.file().write(new byte[] {1, 2, 3}, 0, 3);
      assertThat(moved).hasSize(3);
      assertFails(ErrorCode.FAILED_PRECONDITION, made::publish);
    }
    assertThat(other).hasContent("kept");
    assertThat(growing()).hasContent("kept"); // theirs
    assertThat(moved).isEmptyFile();
    assertThat(target).doesNotExist();
  }

  @Test
  void aRemovedFoldersInodeNumberIsNotTakenForIt() throws IOException {
    try (NewTarget made = NewTarget.at(target, true)) {
      Path grows = growing();
      Files.delete(grows);
      for (int i = 0; i < 64; i++) {
        Files.createDirectory(theirs.resolve("d" + i));
      }
      Files.createDirectory(grows);
      assertFails(ErrorCode.FAILED_PRECONDITION, made::publish);
    }
    assertThat(growing()).isEmptyDirectory();
    assertThat(target).doesNotExist();
  }

  @Test
  void whatIsNotPublishedLeavesNothing() throws IOException {
    for (boolean folder : List.of(true, false)) {
      try (NewTarget made = NewTarget.at(target, folder)) {
        assertThat(growing()).exists();
        if (folder) {
          made.folder().mkdirs("blobs/sha256", 0755);
        }
      }
      assertThat(theirs).isEmptyDirectory();
    }
  }

  @Test
  void whatIsPublishedIsThereForItsOwnerAlone() throws IOException {
    try (NewTarget made = NewTarget.at(target, false)) {
      made.file().write(new byte[] {1}, 0, 1);
      made.publish();
    }
    assertThat(target).hasSize(1);
    assertThat(parent.stat("target").permissions()).isEqualTo(0600);
    Files.delete(target);
    try (NewTarget made = NewTarget.at(target, true)) {
      made.publish();
    }
    assertThat(parent.stat("target").permissions()).isEqualTo(0700);
    assertThat(theirs).isDirectoryContaining(target::equals);
  }
}
