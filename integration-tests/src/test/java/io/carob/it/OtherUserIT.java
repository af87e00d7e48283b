package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who is not root is told so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherUserIT {

  private CarobService carob;
  private Path home;
  private Path empty;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    // Nobody may be able to look into the checkout; here everybody can.
    home = Files.createDirectory(folder.resolve("carob"));
    CarobService.run(new ProcessBuilder("cp", "-r", CarobService.HOME + "/.", home.toString()), "")
        .ok();
    empty = Files.createDirectory(folder.resolve("empty"));
    CarobService.run(new ProcessBuilder("chmod", "-R", "a+rX", home.toString()), "").ok();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    carob = CarobService.start();
    // The instance's folder is in a private one; a real one is in /run.
    Files.setPosixFilePermissions(
        carob.run().getParent(), PosixFilePermissions.fromString("rwx--x--x"));
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  void aRunningServiceIsNotForOtherUsers() {
    assertRefused(3, nobody(carob.run(), "get", "pods"));
    assertRefused(1, nobody(carob.run(), "start"));
    assertThat(carob.carob("get", "pods").code()).isZero();
  }

  @Test
  void startingAServiceNeedsRoot() throws IOException {
    assertRefused(1, nobody(empty, "start"));
    assertRefused(1, nobody(empty.resolve("deeper"), "start"));
    assertRefused(1, nobody(empty, "serve"));
    try (Stream<Path> files = Files.list(empty)) {
      assertThat(files).isEmpty();
    }
  }

  private static void assertRefused(int code, CarobService.Result result) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("carob: ").contains("root").doesNotContain("\tat ");
    assertThat(result.err().lines()).hasSize(1);
  }

  private CarobService.Result nobody(Path run, String... args) {
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"));
    command.add(home.resolve("bin/carob").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("CAROB_RUN", run.toString());
    builder.environment().put("CAROB_ROOT", empty.resolve("root").toString());
    return CarobService.run(builder, "");
  }
}
