package io.carob.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeccompTest {

  @Test
  void deniesWhatIsNotListed() {
    JsonNode profile = Seccomp.profile("amd64", Set.of()).orElseThrow();

    assertThat(profile.path("defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
    assertThat(unconditional(profile))
        .contains("read", "execve", "openat2", "arch_prctl")
        .doesNotContain(
            "mount", "kexec_load", "bpf", "unshare", "keyctl", "userfaultfd", "set_tls");
  }

  @Test
  void capabilityBringsItsCalls() {
    JsonNode profile = Seccomp.profile("amd64", Set.of("SYS_ADMIN", "SYS_CHROOT")).orElseThrow();

    assertThat(unconditional(profile)).contains("mount", "unshare", "clone", "clone3", "chroot");
    assertThat(unconditional(Seccomp.profile("amd64", Set.of()).orElseThrow()))
        .doesNotContain("chroot");
  }

  @Test
  void armHasItsOwnCalls() {
    JsonNode profile = Seccomp.profile("arm64", Set.of()).orElseThrow();

    assertThat(unconditional(profile)).contains("set_tls").doesNotContain("arch_prctl");
    assertThat(profile.path("architectures").get(0).asText()).isEqualTo("SCMP_ARCH_AARCH64");
  }

  @Test
  void unknownArchitectureHasNoProfile() {
    assertThat(Seccomp.profile("s390x", Set.of())).isEmpty();
  }

  private static List<String> unconditional(JsonNode profile) {
    List<String> names = new ArrayList<>();
    for (JsonNode rule : profile.path("syscalls")) {
      if (rule.path("action").asText().equals("SCMP_ACT_ALLOW") && !rule.has("args")) {
        rule.path("names").forEach(name -> names.add(name.asText()));
      }
    }
    return names;
  }
}
