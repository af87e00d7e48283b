package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.embed.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GitSettingsTest {

  @Test
  void httpsAloneIsAllowedUnlessSomethingIsSet() {
    GitSettings settings = settings(Map.of());
    assertThat(settings.protocols()).containsExactly("https");
    assertThat(settings.credentials()).isEmpty();
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(100));
    assertThat(settings.mostBytes()).isEqualTo(1_073_741_824);
  }

  @Test
  void whatIsSetHolds() {
    GitSettings settings =
        settings(
            Map.of(
                "protocols", "https, ssh",
                "credentials.file", "/etc/carob/git-credentials",
                "ssh.key.file", "/etc/carob/id_ed25519",
                "timeout.seconds", "7",
                "most.bytes", "5000000000"));
    assertThat(settings.protocols()).containsExactlyInAnyOrder("https", "ssh");
    assertThat(settings.credentials()).contains("/etc/carob/git-credentials");
    assertThat(settings.sshKey()).contains("/etc/carob/id_ed25519");
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.mostBytes()).isEqualTo(5_000_000_000L);
  }

  @Test
  void whatCannotBeIsRefused() {
    for (Map<String, String> wrong :
        java.util.List.of(
            Map.of("protocols", "https,ext"),
            Map.of("credentials.file", "relative"),
            Map.of("credentials.file", "/etc/a b"),
            Map.of("ssh.key.file", "/etc/a;id"),
            Map.of("ssh.hosts.file", "$HOME/x"),
            Map.of("timeout.seconds", "0"),
            Map.of("most.bytes", "1048575"),
            Map.of("protocol", "https"))) {
      assertThat(TestVolumes.failure(() -> settings(wrong)).code())
          .as("%s", wrong)
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }

  private static GitSettings settings(Map<String, String> values) {
    return GitSettings.of(Settings.read("io.carob.example.git", GitConfig.class, values));
  }
}
