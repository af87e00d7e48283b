package io.carob.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFolderTest {

  @Test
  void aRefusedSecondNodeLeavesTheKernelsLockOfTheFirst(@TempDir Path temp) throws IOException {
    Path folder = temp.resolve("run");
    try (FolderLock first = NodeFolder.take("run folder", folder)) {
      assertThat(first).isNotNull();
      assertThat(lockedInTheKernel(folder)).isTrue();
      assertThat(refusal(folder).getMessage())
          .contains("process " + ProcessHandle.current().pid(), folder.toString(), "run folder");
      Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
      assertThat(refusal(link).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
      assertThat(lockedInTheKernel(folder)).isTrue();
    }
    assertThat(lockedInTheKernel(folder)).isFalse();
    NodeFolder.take("run folder", folder).close();
  }

  @Test
  void aFolderThatAllMayWriteToIsNoNodes(@TempDir Path temp) throws IOException {
    Path shared = Files.createDirectory(temp.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(refusal(shared).getMessage()).contains("all users", shared.resolve("carob") + "");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
        .isEqualTo("rwxrwxrwx");
  }

  private static CarobException refusal(Path folder) {
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> NodeFolder.take("run folder", folder).close());
    assertThat(thrown).isNotNull();
    return thrown;
  }

  /** The kernel's list has the file by its inode, and this process. */
  private static boolean lockedInTheKernel(Path folder) throws IOException {
    Object inode = Files.getAttribute(folder.resolve("carob.lock"), "unix:ino");
    String own = ".* " + ProcessHandle.current().pid() + " [0-9a-f:]*:" + inode + " .*";
    return Files.readString(Path.of("/proc/locks")).lines().anyMatch(line -> line.matches(own));
  }
}
