package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {

  @TempDir Path folder = Path.of("");

  @Test
  void whatAKilledProcessLeftGoesAtTheNextStart() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path first = NativeFolder.replace(run, temporary);
    Files.writeString(first.resolve("libsome.so"), "code");
    Path second = NativeFolder.replace(run, temporary);
    assertThat(temporary.toFile().list()).containsExactly(second.getFileName().toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
        .isEqualTo("rwx------");
  }

  @Test
  void whatAnybodyElseMadeStays() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.createSymbolicLink(run.resolve("native"), other);
    Path made = NativeFolder.replace(run, folder);
    assertThat(other).exists();
    assertThat(Files.readSymbolicLink(run.resolve("native"))).isEqualTo(made);
  }
}
