package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver answers is only handed on when it lies in the test's own folder. */
class ContainedTest {

  private Path root;
  private Path outside;

  @BeforeEach
  void makeFolders(@TempDir Path temp) throws Exception {
    root = Files.createDirectories(temp.toRealPath().resolve("root"));
    outside = Files.createDirectories(temp.toRealPath().resolve("outside/deep"));
  }

  private List<Mount> answered(Mount mount) {
    SnapshotDriver driver =
        new ReferenceSnapshotDriver() {
          @Override
          public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
            return List.of(mount);
          }
        };
    return Contained.in(root, driver).mounts(SnapshotKind.ACTIVE, root.resolve("1"), List.of());
  }

  private void refuses(Mount mount) {
    assertThatThrownBy(() -> answered(mount))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("S2: mounts answers");
  }

  @Test
  void aFolderOrFileOutsideIsNoSourceOfAnyType() {
    for (String type : List.of("bind", "rbind", "none", "ext4", "erofs")) {
      refuses(new Mount(type, outside.toString(), List.of("rw")));
      refuses(new Mount(type, outside.toString(), List.of("rbind", "ro")));
      refuses(new Mount(type, outside.resolve("disk").toString(), List.of("loop")));
    }
  }

  @Test
  void linksDoNotLeadOut() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), outside);
    refuses(Mount.bind(link.toString(), false));
    refuses(Mount.bind(link.resolve("below").toString(), false));
    refuses(Mount.bind(link + "/../1", false)); // that is outside/1
    Path dangling = Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("later"));
    refuses(Mount.bind(dangling.toString(), false));
  }

  @Test
  void anOverlayWritesInsideToo() {
    refuses(new Mount("overlay", "overlay", List.of("upperdir=" + outside)));
    refuses(new Mount("overlay", "overlay", List.of("workdir=" + outside)));
    Mount own =
        new Mount(
            "overlay",
            "overlay",
            List.of("lowerdir=/", "upperdir=" + root.resolve("u"), "workdir=" + root.resolve("w")));
    assertThat(answered(own)).containsExactly(own);
  }

  @Test
  void aDiskThatTheHostHasMountedIsNoSource() throws Exception {
    String mounted =
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" ", -1)[0])
            .filter(source -> source.startsWith("/dev/") && Files.exists(Path.of(source)))
            .findFirst()
            .orElseThrow();
    refuses(new Mount("ext4", mounted, List.of("rw")));
    Mount free = new Mount("ext4", "/dev/null", List.of("rw")); // stands for one that nobody has
    assertThat(answered(free)).containsExactly(free);
  }

  @Test
  void whatIsInsideIsHandedOn() {
    Mount inside = Mount.bind(root.resolve("1/tree").toString(), false);
    assertThat(answered(inside)).containsExactly(inside);
    Mount image = new Mount("erofs", root.resolve("1/image").toString(), List.of("ro", "loop"));
    assertThat(answered(image)).containsExactly(image);
  }
}
