package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Settings are checked before they hold, by command and by file, while the service runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigIT {

  private CarobService carob;

  @BeforeAll
  void start() {
    carob = CarobService.start();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  void aCommandChangesASettingAndKeepsTheComments() throws IOException {
    Path file = carob.conf().resolve("io.carob.image.store.cfg");
    String before = Files.readString(file);
    assertThat(config("io.carob.image.store", "gc.min.age.minutes=7").ok().out())
        .isEqualTo("io.carob.image.store: gc.min.age.minutes = 7\n");
    assertThat(file).hasContent(before.replace("gc.min.age.minutes = 2", "gc.min.age.minutes = 7"));
    assertThat(config("io.carob.image.store").ok().out())
        .containsPattern("gc\\.min\\.age\\.minutes +7 +2\n");
    assertThat(config("io.carob.image.store", "registry.parallel=8").ok().out())
        .contains("at the next start");
  }

  @Test
  void aComponentHasTheSettingWhenTheCommandEnds() {
    config("io.carob.rest", "maxStreams=300", "serviceWaitSeconds=20").ok();
    assertRefused(
        carob.carob("driver", "config", "pause", "conmon=/no/such/conmon"),
        "stays as it was: io.carob.sandbox: conmon = /no/such/conmon: there is no such program");
    assertRefused(
        carob.carob("driver", "config", "pause", "pause.command=/no/such/pause -P"),
        "pause.command = /no/such/pause: there is no such program");
    assertThat(carob.carob("driver", "config", "pause", "conmon=/usr/bin/conmon").ok().out())
        .isEqualTo("io.carob.sandbox: conmon = /usr/bin/conmon\n");
    assertThat(carob.carob("driver", "config", "sandbox/pause").ok().out())
        .contains("pause.command", "/usr/bin/conmon");
  }

  @Test
  void aWrongSettingIsRefusedAndNothingIsWritten() throws IOException {
    Path file = carob.conf().resolve("io.carob.engine.cfg");
    String before = Files.readString(file);
    assertRefused(config("io.carob.engine", "snapshoter=x"), "did you mean snapshotter?");
    assertRefused(
        config("io.carob.engine", "snapshotter=overlay", "driver.wait.seconds=x"),
        "driver.wait.seconds must be a whole number from 0 to 3600, but is \"x\"");
    assertRefused(config("io.carob.engin", "a=b"), "did you mean io.carob.engine?");
    assertRefused(carob.carob("driver", "config", "overlay", "a=b"), "no settings");
    assertThat(file).hasContent(before);
  }

  @Test
  void aWrongFileChangesNothingAndIsTold() throws IOException {
    Path file = carob.conf().resolve("io.carob.rest.cfg");
    config("io.carob.rest", "maxStreams=299").ok();
    put(file, "maxStream = 1\n");
    carob.await("the fault is told", () -> check().contains("maxStream"));
    assertThat(check()).contains("maxStream is not known; did you mean maxStreams?");
    assertThat(carob.carob("events").ok().out()).contains("ConfigurationRefused");
    assertThat(config("io.carob.rest").ok().out()).containsPattern("maxStreams +299 ");
    assertThat(file).hasContent("maxStream = 1\n");

    put(file, "maxStreams = 298\n");
    carob.await(
        "the mended file holds",
        () -> config("io.carob.rest").ok().out().matches("(?s).*maxStreams +298 .*"));
    assertThat(check()).doesNotContain("maxStream");
  }

  @Test
  void aFileThatNobodyReadsIsTold() throws IOException {
    Path file = carob.conf().resolve("io.carob.engin.cfg");
    put(file, "snapshotter = overlay\n");
    carob.await("the slip is told", () -> check().contains("did you mean io.carob.engine?"));
    Files.delete(file);
    carob.await("that it is gone is seen", () -> !check().contains("io.carob.engin.cfg"));
  }

  /** What the check says, in one line: its own lines are broken anywhere. */
  private String check() {
    return carob.carob("check").out().replaceAll("\\s+", " ");
  }

  private CarobService.Result config(String... words) {
    String[] command = new String[words.length + 1];
    command[0] = "config";
    System.arraycopy(words, 0, command, 1, words.length);
    return carob.carob(command);
  }

  private static void assertRefused(CarobService.Result result, String reason) {
    assertThat(result.code()).isNotZero();
    assertThat(result.err().replaceAll("\\s+", " ")).contains(reason);
  }

  private static void put(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling(".next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
