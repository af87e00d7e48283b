package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverStatus;
import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import io.carob.testing.TestJar;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar is replaced while its driver is used. */
class ReplacementTest {

  private static final String GOOD = "io.acme.good";

  private DriverFramework carob;
  private TestCore core;
  private Path file;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    carob = new DriverFramework(folder);
    core = carob.core();
    file = carob.drivers.resolve("x.jar");
    assertThat(carob.look(good("1.0.0").write(file)).state()).isEqualTo(State.RUNNING);
  }

  @AfterEach
  void stop() throws Exception {
    carob.close();
  }

  private static TestJar good(String version) {
    return VolumeJar.of(TestVolumes.Good.class, version);
  }

  private static TestJar sick(String version) {
    return VolumeJar.of(TestVolumes.Sick.class, version).header("Bundle-SymbolicName", GOOD);
  }

  @Test
  void newCallsGoToTheNewOneWhileThoseOfTheOldOneEnd() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    int first = core.serving("good");
    CompletableFuture<Integer> call =
        CompletableFuture.supplyAsync(
            () ->
                core.table.call(
                    "good",
                    "a",
                    driver -> {
                      inside.countDown();
                      await(end);
                      return System.identityHashCode(driver);
                    }));
    await(inside);
    carob.files.look(good("2.0.0").write(file));
    carob.await(() -> core.serving("good") != first);
    assertThat(core.table.call("good", "b", System::identityHashCode))
        .as("another subject waits for nothing")
        .isNotEqualTo(first);
    assertThat(call).isNotDone();
    end.countDown();
    assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(first);
    assertThat(carob.decided(file).version()).isEqualTo("2.0.0");
    carob.await(() -> carob.running(GOOD).equals(List.of("2.0.0")));
    assertThat(versions()).containsExactly("2.0.0");
  }

  @Test
  void theSameVersionOnceMoreIsAnotherDriver() throws Exception {
    int first = core.serving("good");
    Jar again = carob.look(good("1.0.0").header("Bundle-Description", "built again").write(file));
    assertThat(again.state()).as(again.reason()).isEqualTo(State.RUNNING);
    assertThat(core.serving("good")).isNotEqualTo(first);
    assertThat(versions()).containsExactly("1.0.0");
    assertThat(carob.running(GOOD)).containsExactly("1.0.0");
  }

  @Test
  void whatFailsItsSelfCheckChangesNothing() throws Exception {
    for (String version : List.of("2.0.0", "1.0.0")) {
      int first = core.serving("good");
      Jar jar = carob.look(sick(version).write(file));
      assertThat(jar.version()).isEqualTo("1.0.0");
      assertThat(jar.reason())
          .contains("version 1.0.0 runs on", "its driver volume/good is refused", "no disk today");
      assertThat(core.serving("good")).isEqualTo(first);
      assertThat(carob.running(GOOD)).containsExactly("1.0.0");
      assertThat(versions()).containsExactly("1.0.0");
    }
  }

  @Test
  void theNewOneServesAlthoughAnotherStoodBy() throws Exception {
    Path other = carob.drivers.resolve("y.jar");
    carob.look(good("5.0.0").header("Bundle-SymbolicName", "io.acme.other").write(other));
    carob.await(() -> states().equals(List.of("SERVING", "STANDBY")));
    carob.look(good("2.0.0").write(file));
    assertThat(versions()).containsExactly("2.0.0", "5.0.0");
    carob.look(good("6.0.0").header("Bundle-SymbolicName", "io.acme.other").write(other));
    assertThat(versions()).as("one that stood by goes on to").containsExactly("2.0.0", "6.0.0");
    carob.remove(file);
    assertThat(versions()).containsExactly("6.0.0");
  }

  private List<String> states() {
    return core.statuses().stream().map(status -> status.state().name()).toList();
  }

  private List<String> versions() {
    return core.statuses().stream().map(DriverStatus::info).map(info -> info.version()).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
