package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private static final Path HOME = Path.of("/opt/carob");

  @Test
  void defaultsAreThoseOfAnInstallation() {
    Options options = Options.parse(List.of("serve"), Map.of(), HOME);
    assertThat(options.root()).isEqualTo(Path.of("/var/lib/carob"));
    assertThat(options.run()).isEqualTo(Path.of("/run/carob"));
    assertThat(options.cgroupParent()).isEqualTo("/carob");
    assertThat(options.conf()).isEqualTo(HOME.resolve("conf"));
    assertThat(options.drivers()).isEqualTo(HOME.resolve("drivers"));
  }

  @Test
  void theCommandLineWinsOverTheEnvironment() {
    Options options =
        Options.parse(
            List.of("serve", "--root", "/a", "--run=/b"),
            Map.of("CAROB_ROOT", "/x", "CAROB_RUN", "/y", "CAROB_CGROUP", "/z"),
            HOME);
    assertThat(options.root()).isEqualTo(Path.of("/a"));
    assertThat(options.run()).isEqualTo(Path.of("/b"));
    assertThat(options.cgroupParent()).isEqualTo("/z");
  }

  @Test
  void whatIsNotKnownIsNamed() {
    for (List<String> wrong :
        List.of(List.of("swerve"), List.of("serve", "--rot", "/a"), List.of("serve", "--root"))) {
      assertThatThrownBy(() -> Options.parse(wrong, Map.of(), HOME))
          .isInstanceOf(Options.UsageException.class)
          .hasMessageContaining(wrong.get(Math.min(1, wrong.size() - 1)));
    }
  }
}
