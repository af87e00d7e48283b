package io.carob.linux.mount;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileStat;
import io.carob.linux.internal.Constants;
import io.carob.linux.internal.Fd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitedFileSystemTest {

  private static final int MIB = 1 << 20;

  private Path folder;
  private LimitedFileSystem limited;

  @BeforeEach
  void make(@TempDir Path temp) throws IOException {
    folder = temp.toRealPath();
    Path shown = Files.createDirectory(folder.resolve("shown"));
    limited = new LimitedFileSystem(folder.resolve("image"), shown, List.of());
  }

  @AfterEach
  void unmount() {
    Mounts.unmountAll(folder, true);
  }

  @Test
  void newOneIsEmptyAndHoldsWhatWasAskedForAndNoMore() throws IOException {
    limited.make(4 * MIB);
    limited.mount();
    limited.clearNew();
    assertThat(limited.mountPoint()).isEmptyDirectory();
    Files.write(limited.mountPoint().resolve("a"), new byte[4 * MIB]);
    assertThatThrownBy(() -> Files.write(limited.mountPoint().resolve("b"), new byte[MIB]))
        .hasMessageContaining("No space left");
  }

  @Test
  void repetitionChangesNothing() throws IOException {
    limited.make(MIB);
    limited.mount();
    Files.writeString(limited.mountPoint().resolve("a"), "kept");
    limited.make(2 * MIB);
    limited.mount();
    limited.clearNew();
    assertThat(MountTable.read().below(folder)).hasSize(1);
    limited.unmount(false);
    limited.unmount(false);
    assertThat(limited.mountPoint()).isEmptyDirectory();
    limited.mount();
    assertThat(limited.mountPoint().resolve("a")).hasContent("kept");
  }

  /** Two file systems over one image would destroy it. */
  @Test
  void imageThatIsStillInUseElsewhereIsShownAgainAsItIs() throws IOException {
    limited.make(MIB);
    limited.mount();
    long before = FileStat.of(limited.mountPoint()).dev();
    try (Fd user = Fd.open(limited.mountPoint().toString(), Constants.O_RDONLY)) {
      limited.unmount(true);
      assertThat(user.number()).isNotNegative();
      limited.mount();
      assertThat(FileStat.of(limited.mountPoint()).dev()).isEqualTo(before);
    }
  }

  @Test
  void damagedOrMissingImageIsNotMounted() throws IOException {
    assertFails(ErrorCode.INTERNAL, limited::mount);
    Files.write(folder.resolve("image"), new byte[MIB]);
    assertFails(ErrorCode.INTERNAL, limited::mount);
    assertThat(MountTable.read().below(folder)).isEmpty();
  }
}
