package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import io.carob.testing.TestJar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars come into the folder of a framework that runs. */
class DriverFilesTest {

  private static final String GOOD = "io.acme.good";

  private Path temp;
  private DriverFramework carob;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    temp = folder;
    carob = new DriverFramework(folder);
  }

  @AfterEach
  void stop() throws Exception {
    carob.close();
  }

  private static TestJar good(String version) {
    return VolumeJar.of(TestVolumes.Good.class, version);
  }

  private Path at(String file) {
    return carob.drivers.resolve(file);
  }

  private Jar refused(TestJar jar) throws Exception {
    Jar decided = carob.look(jar.write(at("x.jar")));
    assertThat(decided.state()).as(decided.reason()).isEqualTo(State.REFUSED);
    assertThat(carob.hasBundle(GOOD)).as("nothing of it stays").isFalse();
    return decided;
  }

  @Test
  void aGoodDriverRunsAndIsGoneWithItsJar() throws Exception {
    Path file = good("1.0.0").write(at("x.jar"));
    Jar jar = carob.look(file);
    assertThat(jar.reason()).isEmpty();
    assertThat(jar.state()).isEqualTo(State.RUNNING);
    assertThat(jar.drivers()).containsExactly("volume/good");
    assertThat(carob.visible()).isEqualTo(1);
    carob.remove(file);
    assertThat(file).doesNotExist();
    assertThat(carob.hasBundle(GOOD)).isFalse();
    assertThat(carob.files.list()).isEmpty();
  }

  @Test
  void aDriverThatCannotBeMadeIsTriedAgainWhenItsConfigurationChanges() throws Exception {
    Path file = VolumeJar.of(TestVolumes.Moody.class, "1.0.0").write(at("x.jar"));
    Jar refused = carob.look(file);
    assertThat(refused.state()).isEqualTo(State.REFUSED);
    assertThat(refused.reason()).contains("no mood today");
    System.setProperty(TestVolumes.MOOD, "good");
    try {
      carob.files.configured("another");
      assertThat(carob.decided(file).state()).isEqualTo(State.REFUSED);
      carob.files.configured("Moody"); // a component that names no PID goes by its own name
      assertThat(carob.decided(file).state()).isEqualTo(State.RUNNING);
    } finally {
      System.clearProperty(TestVolumes.MOOD);
    }
  }

  @Test
  void aHalfJarWaitsAndRunsOnceItIsWhole() throws Exception {
    byte[] whole = Files.readAllBytes(good("1.0.0").write(temp.resolve("whole.jar")));
    Path file = at("x.jar");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Jar half = carob.look(file);
    assertThat(half.state()).isEqualTo(State.WAITING);
    assertThat(half.reason()).contains("is not whole");
    Files.write(file, whole);
    assertThat(carob.look(file).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aByteThatHasChangedIsFound() throws Exception {
    Path file = good("1.0.0").write(at("x.jar"));
    byte[] bytes = Files.readAllBytes(file);
    int local = indexOf(bytes, "TestVolumes$Good.class") + 40;
    bytes[local] ^= 0x55;
    Files.write(file, bytes);
    assertThat(carob.look(file).state()).isNotEqualTo(State.RUNNING);
    assertThat(carob.hasBundle(GOOD)).isFalse();
  }

  private static int indexOf(byte[] bytes, String word) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
  }

  @Test
  void whatIsNoJarIsRefused() throws Exception {
    Path file = Files.writeString(at("x.jar"), "no jar at all");
    assertThat(carob.look(file).state()).isEqualTo(State.REFUSED);
    assertThat(carob.look(file).reason()).contains("is no jar");
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Jar jar =
        refused(good("1.0.0").header("Import-Package", "org.acme.missing;version=\"[1.2,2)\""));
    assertThat(jar.reason())
        .contains("needs org.acme.missing [1.2,2), which no bundle here exports");
  }

  @Test
  void anApiThatIsTooNewIsNamedWithBothVersions() throws Exception {
    Jar jar =
        refused(good("1.0.0").header("Import-Package", "io.carob.api.volume;version=\"[9,10)\""));
    assertThat(jar.reason()).contains("needs io.carob.api.volume [9,10), this Carob has 1.");
  }

  @Test
  void aJarWithoutADriverIsRefusedUnlessItSaysSo() throws Exception {
    TestJar none = good("1.0.0").header("Provide-Capability", "").header("Service-Component", "");
    assertThat(refused(none).reason()).contains("offers no driver", "Carob-Driver: no");
    Jar helper = carob.look(none.header("Carob-Driver", "no").write(at("x.jar")));
    assertThat(helper.state()).as(helper.reason()).isEqualTo(State.RUNNING);
  }

  @Test
  void aConstructorThatThrowsIsToldAndSeenByNobody() throws Exception {
    Jar jar = carob.look(VolumeJar.of(TestVolumes.Throwing.class, "1.0.0").write(at("x.jar")));
    assertThat(jar.state()).isEqualTo(State.REFUSED);
    assertThat(jar.reason()).contains("no room today");
    assertThat(carob.hasBundle("io.acme.throwing")).isFalse();
  }

  @Test
  void aDriverThatHangsHangsAlone() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    System.getProperties().put(TestVolumes.LATCH, latch);
    try {
      Files.writeString(carob.conf.resolve(Policy.FILE), "activation.seconds = 1\n");
      Path hanging = VolumeJar.of(TestVolumes.Hanging.class, "1.0.0").write(at("hanging.jar"));
      carob.files.look(hanging);
      carob.await(() -> isThread("carob-bundle io.acme.hanging"));
      Files.delete(carob.conf.resolve(Policy.FILE)); // the others have time
      Path file = good("1.0.0").write(at("x.jar"));
      assertThat(carob.look(file).state()).isEqualTo(State.RUNNING);
      carob.remove(file);
      Jar jar = carob.decided(hanging);
      assertThat(jar.state()).as(jar.reason()).isEqualTo(State.HANGING);
      assertThat(jar.reason()).contains("has not ended after 1 s", "TestVolumes$Good.awaitLatch");
      assertThat(carob.visible()).isZero();
      assertThat(carob.look(good("1.0.0").write(file)).state()).isEqualTo(State.RUNNING);
      latch.countDown();
      carob.await(() -> carob.files.list().get(0).state() == State.REFUSED);
      assertThat(carob.files.list().get(0).reason()).contains("took longer than 1 s");
      assertThat(carob.hasBundle("io.acme.hanging")).isFalse();
    } finally {
      latch.countDown();
      System.getProperties().remove(TestVolumes.LATCH);
    }
  }

  private static boolean isThread(String name) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(name));
  }

  @Test
  void ofTwoJarsOfOneNameTheSecondWaitsForTheFirstToGo() throws Exception {
    Path first = good("1.0.0").write(at("a.jar"));
    Path second = good("2.0.0").write(at("b.jar"));
    assertThat(carob.look(first).state()).isEqualTo(State.RUNNING);
    Jar jar = carob.look(second);
    assertThat(jar.state()).isEqualTo(State.REFUSED);
    assertThat(jar.reason()).contains("as a.jar is already");
    carob.remove(first);
    assertThat(carob.decided(second).state()).isEqualTo(State.RUNNING);
    assertThat(carob.running(GOOD)).containsExactly("2.0.0");
  }

  @Test
  void aChangedJarTakesThePlaceOfTheOldOne() throws Exception {
    carob.look(good("1.0.0").write(at("x.jar")));
    Jar jar = carob.look(good("2.0.0").write(at("x.jar")));
    assertThat(jar.state()).as(jar.reason()).isEqualTo(State.RUNNING);
    assertThat(jar.version()).isEqualTo("2.0.0");
    assertThat(carob.running(GOOD)).containsExactly("2.0.0");
  }

  @Test
  void aChangedJarThatCannotRunLeavesTheOldOneAlone() throws Exception {
    carob.look(good("1.0.0").write(at("x.jar")));
    Jar jar =
        carob.look(good("2.0.0").header("Import-Package", "org.acme.missing").write(at("x.jar")));
    assertThat(jar.state()).isEqualTo(State.RUNNING);
    assertThat(jar.version()).isEqualTo("1.0.0");
    assertThat(jar.reason()).contains("version 1.0.0 runs on", "org.acme.missing");
    assertThat(carob.running(GOOD)).containsExactly("1.0.0");
  }

  @Test
  void anInstalledJarIsTheSameBundleWhateverItsFileWasCalled() throws Exception {
    Jar first = carob.files.install(good("1.0.0").write(temp.resolve("v1.jar")));
    assertThat(first.file()).isEqualTo(at(GOOD + ".jar"));
    Jar second = carob.files.install(good("2.0.0").write(temp.resolve("v2.jar")));
    assertThat(second.file()).isEqualTo(first.file());
    assertThat(carob.running(GOOD)).containsExactly("2.0.0");
    Path bad =
        good("3.0.0").header("Import-Package", "org.acme.missing").write(temp.resolve("3.jar"));
    assertThatThrownBy(() -> carob.files.install(bad))
        .hasMessageContaining("org.acme.missing")
        .extracting(e -> ((CarobException) e).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(carob.running(GOOD)).containsExactly("2.0.0");
    assertThat(carob.decided(first.file()).reason()).isEmpty();
  }

  @Test
  void whatCannotBeInstalledIsSaidAndLeavesNothing() throws Exception {
    Path missing = temp.resolve("missing.jar");
    assertInstallFails(ErrorCode.NOT_FOUND, "missing.jar is not there", missing);
    Path text = Files.writeString(temp.resolve("text.jar"), "no jar at all");
    assertInstallFails(
        ErrorCode.FAILED_PRECONDITION, "text.jar was not installed: is no jar", text);
    assertInstallFails(ErrorCode.FAILED_PRECONDITION, "was not installed", temp);
    Path throwing = VolumeJar.of(TestVolumes.Throwing.class, "1.0.0").write(temp.resolve("t.jar"));
    assertInstallFails(ErrorCode.FAILED_PRECONDITION, "no room today", throwing);
    assertThat(carob.files.list()).isEmpty();
    assertThat(carob.drivers).isEmptyDirectory();
  }

  private void assertInstallFails(ErrorCode code, String words, Path jar) {
    assertThatThrownBy(() -> carob.files.install(jar))
        .hasMessageContaining(words)
        .extracting(e -> ((CarobException) e).code())
        .isEqualTo(code);
  }

  @Test
  void whatThePolicyRefusedIsLookedAtAgainWhenThatChanges() throws Exception {
    Files.writeString(carob.conf.resolve(Policy.FILE), "checksum = required\n");
    Path file = good("1.0.0").write(at("x.jar"));
    assertThat(carob.look(file).state()).isEqualTo(State.REFUSED);
    Files.writeString(carob.conf.resolve(Policy.FILE), "checksum = off\n");
    carob.files.policyChanged();
    assertThat(carob.decided(file).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void threadsThatADriverLeavesBehindAreTold() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    System.getProperties().put(TestVolumes.LATCH, latch);
    try {
      Path file = VolumeJar.of(TestVolumes.Leaking.class, "1.0.0").write(at("leaking.jar"));
      assertThat(carob.look(file).state()).isEqualTo(State.RUNNING);
      carob.remove(file);
      assertThat(carob.health())
          .contains("bundle io.acme.leaking 1.0.0 has gone, but its threads [leak", "still run");
      latch.countDown();
      carob.await(() -> carob.health().equals("all serve"));
    } finally {
      latch.countDown();
      System.getProperties().remove(TestVolumes.LATCH);
    }
  }

  @Test
  void aChecksumMayBeRequiredAndMustBeRight() throws Exception {
    Files.writeString(carob.conf.resolve(Policy.FILE), "checksum = required\n");
    Path file = good("1.0.0").write(at("x.jar"));
    assertThat(carob.look(file).reason()).contains("has no checksum", "x.jar.sha256");
    Path sum = Files.writeString(at("x.jar.sha256"), "0".repeat(64) + "  x.jar\n");
    assertThat(carob.look(file).reason()).contains("is not what x.jar.sha256");
    String right =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    Files.writeString(sum, right + "  x.jar\n");
    assertThat(carob.look(file).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aSignatureMayBeRequired() throws Exception {
    Path certificates = Files.createDirectory(temp.resolve("certificates"));
    Files.writeString(
        carob.conf.resolve(Policy.FILE),
        "signature = required\nsignature.certificates = " + certificates + "\n");
    Path file = good("1.0.0").write(at("x.jar"));
    assertThat(carob.look(file).reason()).contains("has no certificates");
    Signer friend = new Signer(temp, "friend");
    Signer stranger = new Signer(temp, "stranger");
    friend.certificate(certificates.resolve("friend.pem"));
    assertThat(carob.look(file).reason()).contains("is not signed");
    stranger.sign(file);
    assertThat(carob.look(file).reason()).contains("CN=stranger");
    good("1.0.0").write(file);
    friend.sign(file);
    Jar signed = carob.look(file);
    assertThat(signed.state()).as(signed.reason()).isEqualTo(State.RUNNING);
  }

  @Test
  void aCertificateThatComesAfterItsJarIsNoticed() throws Exception {
    Path certificates = temp.resolve("later");
    Files.writeString(
        carob.conf.resolve(Policy.FILE),
        "signature = required\nsignature.certificates = " + certificates + "\n");
    Path file = good("1.0.0").write(at("x.jar"));
    Signer friend = new Signer(temp, "friend");
    friend.sign(file);
    assertThat(carob.look(file).state()).isEqualTo(State.REFUSED);
    Files.createDirectory(certificates);
    friend.certificate(certificates.resolve("friend.pem"));
    carob.await(() -> carob.files.list().get(0).state() == State.RUNNING);
  }

  @Test
  void aPolicyThatCannotBeUnderstoodLetsNothingPass() throws Exception {
    Files.writeString(carob.conf.resolve(Policy.FILE), "cheksum = required\n");
    Path file = good("1.0.0").write(at("x.jar"));
    assertThat(carob.look(file).reason()).contains("unknown key cheksum", "checksum");
    Files.writeString(carob.conf.resolve(Policy.FILE), "checksum = yes\n");
    assertThat(carob.look(file).reason()).contains("off or required");
  }
}
