package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequirementsTest {

  @Test
  void aRangeIsWrittenAsInAManifest() {
    assertThat(Requirements.range("(&(osgi.wiring.package=x)(version>=2.0.0)(!(version>=3.0.0)))"))
        .isEqualTo("[2,3)");
    assertThat(Requirements.range("(&(osgi.wiring.package=x)(version>=1.4.0))"))
        .isEqualTo("1.4 or later");
    assertThat(Requirements.range("(osgi.wiring.package=x)")).isEmpty();
  }
}
