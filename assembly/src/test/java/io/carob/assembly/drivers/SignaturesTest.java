package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate in the folder is not enough: it must be valid, and be for this. */
class SignaturesTest {

  private Path temp;
  private Path certificates;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    temp = folder;
    certificates = Files.createDirectory(folder.resolve("certificates"));
  }

  private void check(Signer signer) throws Exception {
    check(signedBy(signer));
  }

  private Path signedBy(Signer signer) throws Exception {
    signer.certificate(certificates.resolve("signer.pem"));
    Path file = VolumeJar.of(TestVolumes.Good.class, "1.0.0").write(temp.resolve("x.jar"));
    signer.sign(file);
    return file;
  }

  private void check(Path file) throws Exception {
    try (JarCopy jar = JarCopy.of(file, temp.resolve("copies"))) {
      Signatures.check(jar, certificates);
    }
  }

  @Test
  void aCertificateForServersSignsNoCode() throws Exception {
    Signer server = new Signer(temp, "server", "-ext", "EKU=serverAuth");
    assertThatThrownBy(() -> check(server))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("CN=server, whose certificate is not for signing code");
  }

  @Test
  void aCertificateForCodeDoes() throws Exception {
    Signer author = new Signer(temp, "author", "-ext", "EKU=serverAuth,codeSigning");
    assertThatCode(() -> check(author)).doesNotThrowAnyException();
  }

  @Test
  void aSignersCertificateWithoutWhatWasSignedIsNoSignature() throws Exception {
    Path file = signedBy(new Signer(temp, "author"));
    assertThatCode(() -> check(file)).doesNotThrowAnyException();
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      assertThat(zip.getPath("META-INF/AUTHOR.EC")).exists();
      Files.delete(zip.getPath("META-INF/AUTHOR.SF"));
    }
    assertThatThrownBy(() -> check(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is not signed");
  }

  @Test
  void anExpiredCertificateSignsNoMore() throws Exception {
    Signer former = new Signer(temp, "former", "-startdate", "-9d", "-validity", "2");
    assertThatThrownBy(() -> check(former))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("CN=former, whose certificate is not valid today");
  }
}
