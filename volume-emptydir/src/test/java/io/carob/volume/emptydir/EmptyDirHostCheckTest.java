package io.carob.volume.emptydir;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.HostCheck.Level;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptyDirHostCheckTest {

  @Test
  void programsThatAreThereAreFine() {
    assertThat(new EmptyDirHostCheck().check())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.level()).isEqualTo(Level.OK);
              assertThat(found.found()).contains("mkfs.ext4").contains("mount");
            });
  }

  @Test
  void whatIsMissingIsNamedWithItsPackage() {
    assertThat(new EmptyDirHostCheck(Map.of("mount", "mount", "mkfs.none", "fsprogs")).check())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.level()).isEqualTo(Level.WARNING);
              assertThat(found.found()).contains("mkfs.none").doesNotContain("mount;");
              assertThat(found.fix()).isEqualTo("apt-get install fsprogs");
            });
  }
}
