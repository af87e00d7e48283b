package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installs meet what is not as it should be. */
class InstallTest {

  private static final String GOOD = "io.acme.good";

  private final CountDownLatch latch = new CountDownLatch(1);
  private Path temp;
  private DriverFramework carob;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    temp = folder;
    carob = new DriverFramework(folder);
    System.getProperties().put(TestVolumes.LATCH, latch);
  }

  @AfterEach
  void stop() throws Exception {
    latch.countDown();
    carob.close();
    System.getProperties().remove(TestVolumes.LATCH);
  }

  private static TestJar jar(Class<?> type, String version) {
    return VolumeJar.of(type, version).header("Bundle-SymbolicName", GOOD);
  }

  private Jar install(TestJar jar, String file) throws Exception {
    return carob.files.install(jar.write(temp.resolve(file)));
  }

  private CompletableFuture<Jar> begin(TestJar jar, String file) throws IOException {
    Path written = jar.write(temp.resolve(file));
    return CompletableFuture.supplyAsync(() -> carob.files.install(written));
  }

  @Test
  void ofTwoInstallsOfOneBundleEachFindsTheWayBack() throws Exception {
    Path file = install(jar(TestVolumes.Good.class, "1.0.0"), "1.jar").file();
    String first = JarCopy.stamp(file);
    CompletableFuture<Jar> second = begin(jar(TestVolumes.Doomed.class, "2.0.0"), "2.jar");
    carob.await(() -> isThread("carob-bundle " + GOOD));
    CompletableFuture<Jar> third =
        begin(jar(TestVolumes.Good.class, "3.0.0").header("Import-Package", "org.no"), "3.jar");
    carob.await(() -> installing() == 2);
    latch.countDown();
    assertThatThrownBy(() -> second.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("2.jar was not installed")
        .hasMessageContaining("no latch today");
    assertThatThrownBy(() -> third.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("3.jar was not installed")
        .hasMessageContaining("org.no");
    assertThat(JarCopy.stamp(file)).isEqualTo(first);
    assertThat(carob.decided(file).reason()).isEmpty();
    assertThat(carob.running(GOOD)).containsExactly("1.0.0");
    try (Stream<Path> left = Files.list(carob.drivers)) {
      assertThat(left).containsExactly(file);
    }
  }

  private static boolean isThread(String name) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(name));
  }

  /** How many threads wait in an install. */
  private static long installing() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
        .filter(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(f -> f.getClassName().equals(DriverInstall.class.getName())))
        .count();
  }

  @Test
  void anOldVersionThatDoesNotStopLeavesItsPlaceToTheNewOne() throws Exception {
    TestJar staying =
        jar(TestVolumes.Staying.class, "1.0.0")
            .header("Bundle-Activator", TestVolumes.Staying.class.getName())
            .header("Import-Package", "io.carob.api,io.carob.api.volume,org.osgi.framework");
    Path file = install(staying, "1.jar").file();
    Jar second = install(jar(TestVolumes.Good.class, "2.0.0"), "2.jar");
    assertThat(second.version()).isEqualTo("2.0.0");
    assertThat(second.state()).as(second.reason()).isEqualTo(State.RUNNING);
    assertThat(carob.running(GOOD)).as("1.0.0 is still stopping").containsExactly("2.0.0");
    assertThat(carob.bundles(GOOD)).hasSize(2);
    assertThat(install(jar(TestVolumes.Good.class, "3.0.0"), "3.jar").file()).isEqualTo(file);
    assertThat(carob.running(GOOD)).containsExactly("3.0.0");
    latch.countDown();
    carob.await(() -> carob.bundles(GOOD).size() == 1);
    assertThat(carob.decided(file).version()).isEqualTo("3.0.0");
  }

  @Test
  void theJarOfAnotherBundleIsNotOverwritten() throws Exception {
    Path other =
        VolumeJar.of(TestVolumes.Good.class, "1.0.0")
            .header("Bundle-SymbolicName", "io.acme.other")
            .write(carob.drivers.resolve(GOOD + ".jar"));
    assertThat(carob.look(other).state()).isEqualTo(State.RUNNING);
    Jar installed = install(jar(TestVolumes.Good.class, "1.0.0"), "1.jar");
    assertThat(installed.file()).isEqualTo(carob.drivers.resolve(GOOD + "-2.jar"));
    assertThat(carob.running("io.acme.other")).containsExactly("1.0.0");
    assertThat(carob.running(GOOD)).containsExactly("1.0.0");
    assertThat(install(jar(TestVolumes.Good.class, "2.0.0"), "2.jar").file())
        .isEqualTo(installed.file());
  }

  @Test
  void aJarWhoseInstallWasCutOffGivesWayAtTheNextStart() throws Exception {
    Path file = install(jar(TestVolumes.Good.class, "1.0.0"), "1.jar").file();
    carob.close();
    new WayBack(file).keep();
    jar(TestVolumes.Throwing.class, "2.0.0").write(file);
    carob = new DriverFramework(temp);
    Jar again = carob.look(file);
    assertThat(again.state()).as(again.reason()).isEqualTo(State.RUNNING);
    assertThat(carob.running(GOOD)).containsExactly("1.0.0");
  }
}
