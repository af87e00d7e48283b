package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.HostCheck.Level;
import org.junit.jupiter.api.Test;

class RootCheckTest {

  @Test
  void rootIsFine() {
    assertThat(new RootCheck(0).check())
        .singleElement()
        .satisfies(found -> assertThat(found.level()).isEqualTo(Level.OK));
  }

  @Test
  void anybodyElseIsToldTheWayOut() {
    assertThat(new RootCheck(1000).check())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.subject()).isEqualTo("root");
              assertThat(found.level()).isEqualTo(Level.FAILED);
              assertThat(found.found()).contains("user 1000");
              assertThat(found.fix()).contains("sudo");
            });
  }
}
