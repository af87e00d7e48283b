package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service says that cannot have its folders. */
class LauncherTest {

  @TempDir Path folder = Path.of("");

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aRootOnAReadOnlyDiskNamesBothWaysOut() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "disk", disk.toString());
    try {
      Path there = Files.createDirectory(disk.resolve("carob"));
      run("mount", "-o", "remount,ro", disk.toString());
      for (Path root : new Path[] {there, disk.resolve("new"), disk}) {
        assertThatThrownBy(() -> Launcher.makePrivate(root, "--root"))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(root + " cannot be written")
            .hasMessageContaining("remount,rw")
            .hasMessageContaining("choose another with --root");
      }
      run("mount", "-o", "remount,rw", disk.toString());
      Launcher.makePrivate(there, "--root");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
          .isEqualTo("rwx--x--x");
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void aFolderThatAllMayWriteToStaysAsItIs() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> Launcher.makePrivate(folder, "--root"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("all users")
        .hasMessageContaining(folder.resolve("carob") + ", with --root");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxrwxrwx");
  }

  @Test
  void aFileInThePlaceOfTheRootIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Launcher.makePrivate(file, "--root"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a file is in its place")
        .hasMessageContaining("--root");
  }
}
