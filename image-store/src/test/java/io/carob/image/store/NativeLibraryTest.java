package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.tar.Decompression;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, which has loaded nothing before. */
class NativeLibraryTest {

  private static final byte[] PLAIN = new Tar().file("f", new byte[100_000]).build();

  @TempDir Path folder = Path.of("");

  @Test
  void anOpenStoreReadsZstdWhenItsTemporaryFolderIsGone() throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.write(folder.resolve("plain"), PLAIN);
    Files.write(folder.resolve("packed"), Tar.zstd(PLAIN));
    Command.run(
        folder,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "-DZstdTempFolder=" + temporary,
        Child.class.getName(),
        folder.toString());
    assertThat(temporary).doesNotExist();
  }

  /** Argument: the folder. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      RealStore store = RealStore.open(folder);
      FileTree.remove(folder.resolve("tmp"));
      try (InputStream packed = Files.newInputStream(folder.resolve("packed"));
          InputStream plain = Decompression.open(packed)) {
        assertThat(plain).hasSameContentAs(Files.newInputStream(folder.resolve("plain")));
      }
      store.close();
    }
  }
}
