package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedHeadersTest {

  private static final String MANIFEST = "Manifest-Version: 1.0\r\nBundle-Activator: a.B\r\n\r\n";

  private Path temp;

  @BeforeEach
  void start(@TempDir Path folder) {
    temp = folder;
  }

  private static boolean covers(String... lines) throws Exception {
    String file = "Signature-Version: 1.0\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    return SignedHeaders.covers(
        file.getBytes(StandardCharsets.UTF_8), MANIFEST.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(String algorithm, String of) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance(algorithm).digest(of.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aSignatureOfEntriesAloneLeavesTheHeadersOut() throws Exception {
    assertThat(covers("Created-By: somebody")).isFalse();
    assertThat(covers("SHA-256-Digest-Manifest: " + digest("SHA-256", "another"))).isFalse();
    assertThat(covers("SHA1-Digest-Manifest-Main-Attributes: AAAA")).as("broken").isFalse();
    assertThat(covers("SHA1-Digest-Manifest: " + digest("SHA-1", MANIFEST))).isFalse();
  }

  @Test
  void theWholeManifestOrItsHeadersAreEnough() throws Exception {
    assertThat(covers("SHA-256-Digest-Manifest: " + digest("SHA-256", MANIFEST))).isTrue();
    assertThat(covers("SHA-512-Digest-Manifest-Main-Attributes: AAAA")).isTrue();
  }

  private void check(Path file) throws Exception {
    try (JarCopy jar = JarCopy.of(file, temp.resolve("copies"))) {
      SignedHeaders.check(jar);
    }
  }

  @Test
  void whatTheToolOfTheJdkSignsPasses() throws Exception {
    Path file = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
    new Signer(temp, "author").sign(file);
    assertThatCode(() -> check(file)).doesNotThrowAnyException();
    new Signer(temp, "another").sign(file);
    assertThatCode(() -> check(file)).as("signed by two").doesNotThrowAnyException();
  }

  @Test
  void aSignatureWithoutHeadersIsRefusedInWords() throws Exception {
    Path file = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
    add(file, "META-INF/LEAN.SF", "Signature-Version: 1.0\r\n\r\n");
    assertThatThrownBy(() -> check(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("META-INF/LEAN.SF")
        .hasMessageContaining("Sign it anew with `jarsigner`");
  }

  @Test
  void aSignatureWithoutANameCountsToo() throws Exception {
    for (String name : List.of("META-INF/.SF", "META-INF/.sf", "META-INF/a/b.SF")) {
      Path file = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
      add(file, name, "Signature-Version: 1.0\r\n\r\n");
      assertThatThrownBy(() -> check(file)).as(name).hasMessageContaining(name);
    }
  }

  @Test
  void aSecondManifestIsADoubt() throws Exception {
    Path file = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
    String another = "Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\n";
    add(file, "meta-inf/manifest.mf", another + "Bundle-SymbolicName: a\r\n\r\n");
    assertThatThrownBy(() -> check(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("does not have one META-INF/MANIFEST.MF");
  }

  private static void add(Path jar, String entry, String text) throws Exception {
    try (FileSystem zip = FileSystems.newFileSystem(jar);
        OutputStream out = Files.newOutputStream(made(zip.getPath(entry)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Path made(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    return file;
  }
}
