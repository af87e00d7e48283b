package io.carob.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapabilityTest {

  @Test
  void readsTheMasksOfAStatusFile() {
    String status = "Name:\tx\nCapEff:\t0000000000200001\nCapBnd:\t000001ffffffffff\n";
    assertThat(Capability.ofStatus(status, "CapEff:"))
        .containsExactlyInAnyOrder(Capability.CAP_CHOWN, Capability.CAP_SYS_ADMIN);
    assertThat(Capability.ofStatus(status, "CapBnd:")).containsExactly(Capability.values());
  }

  @Test
  void thisProcessHasWhatMountsNeed() {
    assertThat(Capability.effective()).contains(Capability.CAP_SYS_ADMIN);
    assertThat(Capability.bounding()).containsAll(Capability.effective());
  }
}
