package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit of the distribution. */
class UnitFileIT {

  @Test
  void systemdAcceptsTheUnit(@TempDir Path temp) throws IOException {
    // The unit names the place of an installation; here the distribution lies elsewhere.
    String unit = Files.readString(CarobService.HOME.resolve("systemd/carob.service"));
    Path copy =
        Files.writeString(
            temp.resolve("carob.service"),
            unit.replace("/opt/carob", CarobService.HOME.toString()));
    CarobService.Result result =
        CarobService.run(
            new ProcessBuilder("systemd-analyze", "verify", "--man=no", copy.toString()), "");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).doesNotContain("carob.service");
  }
}
