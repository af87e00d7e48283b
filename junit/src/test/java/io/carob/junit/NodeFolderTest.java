package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFolderTest {

  /** Above all that the kernel gives out: no process has it. */
  private static final String NOBODY = "carob-junit-99999999-0123abcd";

  private final Path folder;

  NodeFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aTemporaryFolderIsNewAndGoes() throws IOException {
    NodeFolder one = NodeFolder.of("");
    NodeFolder other = NodeFolder.of("");
    Files.createDirectories(one.path().resolve("root/images"));
    Files.createSymbolicLink(one.path().resolve("root/link"), folder);
    Files.writeString(one.path().resolve("root/images/blob"), "bytes");
    assertThat(one.path()).isNotEqualTo(other.path());
    assertThat(OwnerOnly.isOurs(one.path())).isTrue();
    one.clear();
    other.clear();
    assertThat(one.path()).doesNotExist();
    assertThat(other.path()).doesNotExist();
    assertThat(folder).as("what a link leads to").exists();
  }

  @Test
  void aNamedFolderStays() throws IOException {
    NodeFolder named = NodeFolder.of(folder.resolve("named").toString());
    named.clear();
    assertThat(named.path()).isDirectory();
  }

  @Test
  void onlyWhatAProcessThatIsGoneLeftHereIsTaken() throws IOException {
    Path left = made(NOBODY, "rwx------");
    assertThat(NodeFolder.left(left)).map(NodeFolder::path).contains(left.toRealPath());
    Path running = made("carob-junit-" + ProcessHandle.current().pid() + "-0123abcd", "rwx------");
    assertThat(NodeFolder.left(running)).as("of a process that runs").isEmpty();
    assertThat(NodeFolder.left(made("carob-junit-99999998-0123abcd", "rwxrwxrwx")))
        .as("open to others")
        .isEmpty();
    assertThat(NodeFolder.left(made("carob-junit-mine", "rwx------"))).isEmpty();
    Path link = folder.resolve("carob-junit-99999997-0123abcd");
    Files.createSymbolicLink(link, left);
    assertThat(NodeFolder.left(link)).as("a link").isEmpty();
  }

  @Test
  void mountsAreFoundByTheirPlainNames() {
    List<String> table =
        List.of(
            "1 0 8:1 / / rw - ext4 /dev/sda1 rw",
            "2 1 0:5 / /tmp/a\\040b/c rw - tmpfs tmpfs rw",
            "3 1 0:6 / /tmp/other rw - tmpfs tmpfs rw");
    assertThat(MountPoints.below(Path.of("/tmp/a b"), table)).contains("/tmp/a b/c");
    assertThat(MountPoints.below(Path.of("/tmp/oth"), table)).isEmpty();
    assertThat(MountPoints.below(Path.of("/tmp/other"), table)).isEmpty();
  }

  private Path made(String name, String permissions) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
    return made;
  }
}
