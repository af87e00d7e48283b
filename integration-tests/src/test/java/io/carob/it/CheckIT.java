package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carob check} where no service runs: it sees what the service would see. */
class CheckIT {

  @Test
  void readsTheConfigurationOfTheService() throws IOException {
    try (CarobService carob = CarobService.create()) {
      name(carob.conf().resolve("cni"), "demo-net");
      assertThat(carob.carob("check").ok().out()).contains("pod network: demo-net");
    }
  }

  @Test
  void followsAChangedSetting(@TempDir Path networks) throws IOException {
    try (CarobService carob = CarobService.create()) {
      CarobService.Result without = withNetworks(carob, networks);
      assertThat(without.out()).contains("no network configuration").contains(networks.toString());
      Files.copy(
          carob.conf().resolve("cni/10-carob.conflist"), networks.resolve("10-other.conflist"));
      name(networks, "other-net");
      assertThat(withNetworks(carob, networks).out()).contains("pod network: other-net");
    }
  }

  @Test
  void makesNoFolderOnTheHost() throws IOException {
    try (CarobService carob = CarobService.create()) {
      Files.delete(carob.drivers());
      carob.carob("check").ok();
      assertThat(carob.drivers()).doesNotExist();
      assertThat(carob.root()).doesNotExist();
      assertThat(carob.run()).doesNotExist();
    }
  }

  @Test
  void looksAtAllThatPodsNeed() {
    try (CarobService carob = CarobService.create()) {
      assertThat(carob.carob("check").ok().out())
          .startsWith("OK       root:")
          .contains(
              "OK       control groups:",
              "OK       address translation:",
              "OK       size limits on disk:");
    }
  }

  /** A user namespace of its own makes anybody a nobody, whoever owns the files. */
  @Test
  void saysFirstThatRootIsNeededAndTriesNothingThatNeedsIt() {
    try (CarobService carob = CarobService.create()) {
      ProcessBuilder check = carob.serveProcess();
      check.command(
          "unshare", "--user", CarobService.HOME.resolve("bin/carob").toString(), "check");
      CarobService.Result result = CarobService.run(check, "");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.out())
          .startsWith("FAILED   root: runs as user ")
          .contains("sudo carob check", "OK       pause process:")
          .doesNotContain("OCI runtime", "snapshotter");
    }
  }

  private static CarobService.Result withNetworks(CarobService carob, Path networks)
      throws IOException {
    Files.writeString(
        carob.conf().resolve("io.carob.sandbox.cfg"), "cni.conf.dir = " + networks + "\n");
    return carob.carob("check").ok();
  }

  private static void name(Path folder, String name) throws IOException {
    Path file = onlyFile(folder);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"name\": \"carob\"", "\"name\": \"" + name + "\""));
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }
}
