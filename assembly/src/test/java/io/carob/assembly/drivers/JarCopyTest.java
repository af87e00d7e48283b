package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarCopyTest {

  private Path temp;

  @BeforeEach
  void start(@TempDir Path folder) {
    temp = folder;
  }

  private Refusal refusal(Path jar) {
    return catchThrowableOfType(
        Refusal.class, () -> JarCopy.of(jar, temp.resolve("copies")).close());
  }

  /** A jar one of whose entries cannot be unpacked: who reads the entries finds that out. */
  private Path damaged() throws IOException {
    Path jar = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
    byte[] bytes = Files.readAllBytes(jar);
    String last;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      last = zip.stream().map(ZipEntry::getName).reduce((first, second) -> second).orElseThrow();
    }
    int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(last);
    for (int i = 0; i < 20; i++) {
      bytes[name + last.length() + i] = (byte) 0xff;
    }
    return Files.write(jar, bytes);
  }

  @Test
  void theSumBesideAJarIsLookedAtBeforeItsEntries() throws Exception {
    Path jar = damaged();
    assertThat(refusal(jar).kind()).isEqualTo(Refusal.Kind.NOT_WHOLE);
    Files.writeString(temp.resolve("x.jar.sha256"), "0".repeat(64));
    assertThat(refusal(jar).reason()).contains("is not what x.jar.sha256");
    assertThat(refusal(jar).kind()).isEqualTo(Refusal.Kind.POLICY);
  }

  @Test
  void halfAJarWaitsForItsOtherHalfAlsoWithASum() throws Exception {
    Path jar = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
    byte[] bytes = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
    Files.writeString(temp.resolve("x.jar.sha256"), "0".repeat(64));
    assertThat(refusal(jar).kind()).isEqualTo(Refusal.Kind.NOT_WHOLE);
  }
}
