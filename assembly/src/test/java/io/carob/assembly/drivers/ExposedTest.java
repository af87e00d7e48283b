package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposedTest {

  private Path temp;

  @BeforeEach
  void start(@TempDir Path folder) {
    temp = folder;
  }

  private Path folder(String mode) throws Exception {
    Path folder = Files.createTempDirectory(temp, "folder");
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aFolderOfRootAloneIsFine() throws Exception {
    List<Path> fine = List.of(folder("rwxr-xr-x"), folder("rwxrwxr-x"), temp.resolve("missing"));
    assertThat(Exposed.troubles(fine)).as("the group is root's").isEmpty();
  }

  @Test
  void whoElseMayWriteIsTold() throws Exception {
    Path all = folder("rwxr-xrwx");
    Path group = folder("rwxrwxr-x");
    Files.setAttribute(group, "unix:gid", 4242);
    Path user = folder("rwxr-xr-x");
    Files.setAttribute(user, "unix:uid", 4343);
    assertThat(Exposed.troubles(List.of(all, group, user)))
        .satisfiesExactly(
            one -> assertThat(one).contains(all.toString(), "by everybody"),
            one -> assertThat(one).contains(group.toString(), "by group 4242"),
            one -> assertThat(one).contains(user.toString(), "by user 4343"));
  }
}
