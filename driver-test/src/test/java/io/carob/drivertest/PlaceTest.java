package io.carob.drivertest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {

  @Test
  void whatIsNoFileSystemAndNoFolderIsNamedWithWhatThereIs(@TempDir Path temp) {
    assertThatThrownBy(() -> Place.make("xfs", temp))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no folder xfs")
        .hasMessageContaining("ext4, btrfs");
    assertThat(temp).isEmptyDirectory();
  }
}
