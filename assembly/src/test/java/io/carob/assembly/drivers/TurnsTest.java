package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file changes while the start of what was in it goes on. */
class TurnsTest {

  private static final String NAME = "io.acme.hanging";

  private final CountDownLatch latch = new CountDownLatch(1);
  private Path temp;
  private DriverFramework carob;
  private Path file;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    temp = folder;
    carob = new DriverFramework(folder);
    file = carob.drivers.resolve("x.jar");
    System.getProperties().put(TestVolumes.LATCH, latch);
  }

  @AfterEach
  void stop() throws Exception {
    latch.countDown();
    carob.close();
    System.getProperties().remove(TestVolumes.LATCH);
  }

  private static TestJar slow(String version) {
    return VolumeJar.of(TestVolumes.Hanging.class, version);
  }

  private static boolean isStarting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("carob-bundle " + NAME));
  }

  /** A slow start has begun. */
  private void starting() throws Exception {
    Files.writeString(carob.conf.resolve(Policy.FILE), "activation.seconds = 60\n");
    carob.files.look(slow("1.0.0").write(file));
    carob.await(TurnsTest::isStarting);
  }

  @Test
  void anInstallIsAnsweredByWhatBecomesOfItsOwnJar() throws Exception {
    starting();
    String before = JarCopy.stamp(file);
    Path bad = slow("2.0.0").header("Import-Package", "org.acme.missing").write(temp.resolve("b"));
    CompletableFuture<Jar> install = CompletableFuture.supplyAsync(() -> carob.files.install(bad));
    carob.await(() -> !stamp(file).equals(before));
    latch.countDown();
    assertThatThrownBy(() -> install.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("b was not installed")
        .hasMessageContaining("org.acme.missing");
    assertThat(stamp(file)).as("the jar that runs lies there again").isEqualTo(before);
    assertThat(carob.decided(file).reason()).isEmpty();
    assertThat(carob.running(NAME)).containsExactly("1.0.0");
  }

  private static String stamp(Path file) {
    try {
      return JarCopy.stamp(file);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aJarThatIsAskedForAgainWhileItStartsIsStartedOnce() throws Exception {
    starting();
    List<Long> first = carob.bundles(NAME);
    carob.files.look(file);
    latch.countDown();
    assertThat(carob.decided(file).state()).isEqualTo(State.RUNNING);
    assertThat(carob.bundles(NAME)).isEqualTo(first).hasSize(1);
  }

  @Test
  void theLateEndOfAStartSaysNothingOfTheJarThatCameAfterIt() throws Exception {
    Files.writeString(carob.conf.resolve(Policy.FILE), "activation.seconds = 1\n");
    assertThat(carob.look(slow("1.0.0").write(file)).state()).isEqualTo(State.HANGING);
    Files.delete(carob.conf.resolve(Policy.FILE));
    Jar good = carob.look(VolumeJar.of(TestVolumes.Good.class, "2.0.0").write(file));
    assertThat(good.state()).as(good.reason()).isEqualTo(State.RUNNING);
    latch.countDown();
    carob.await(() -> !carob.hasBundle(NAME) && !isStarting());
    carob.await(() -> !isAtWork("carob-drivers x.jar"));
    assertThat(carob.decided(file).reason()).isEmpty();
    assertThat(carob.health()).isEqualTo("all serve");
  }

  /** Whether a thread does something, and does not only wait for more. */
  private static boolean isAtWork(String name) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals(name))
        .flatMap(thread -> List.of(thread.getValue()).stream())
        .anyMatch(frame -> frame.getClassName().equals(DriverFiles.class.getName()));
  }
}
