package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarLimitsTest {

  private Path temp;

  @BeforeEach
  void start(@TempDir Path folder) {
    temp = folder;
  }

  private Path zip(String... entries) throws IOException {
    Path file = temp.resolve("x.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(new byte[1000]);
        out.closeEntry();
      }
    }
    return file;
  }

  @Test
  void entriesAreCounted() throws Exception {
    Path file = zip("a", "b", "c");
    new JarLimits(3, 1, 1).check(file);
    assertThatThrownBy(() -> new JarLimits(2, 1, 1).check(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("more than 2 entries");
  }

  @Test
  void whatJavaReadsAtOnceIsMeasuredBefore() throws Exception {
    Path file = zip("META-INF/", "META-INF/lib/a", "meta-inf/X.SF");
    new JarLimits(3, 1, 1000).check(file);
    assertThatThrownBy(() -> new JarLimits(3, 1, 999).check(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("meta-inf/X.SF");
  }

  @Test
  void allEntriesTogetherHaveOneLimit() throws Exception {
    JarLimits limits = new JarLimits(1, 1000, 1);
    limits.count(600);
    limits.count(400);
    assertThatThrownBy(() -> limits.count(1)).isInstanceOf(Refusal.class);
  }

  @Test
  void aTextHasALimitOfItsOwn() throws Exception {
    int most = 1 << 20;
    assertThat(JarLimits.text(new ByteArrayInputStream(new byte[most]), "a")).hasSize(most);
    assertThatThrownBy(() -> JarLimits.text(new ByteArrayInputStream(new byte[most + 1]), "a.xml"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("more than 1 MiB in a.xml");
  }
}
