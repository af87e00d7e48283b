package io.carob.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.SecuritySpec;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {

  /** All but SYS_RESOURCE. */
  private static final Set<String> BOUNDING = Capabilities.ofMask(0x1fffeffffffL);

  @Test
  void readsTheKernelsMask() {
    assertThat(BOUNDING).hasSize(40).contains("CHOWN", "CHECKPOINT_RESTORE");
    assertThat(BOUNDING).doesNotContain("SYS_RESOURCE");
  }

  @Test
  void usualOnesByDefault() {
    assertThat(Capabilities.plan(SecuritySpec.DEFAULT, BOUNDING))
        .containsExactlyInAnyOrderElementsOf(Capabilities.DEFAULT)
        .hasSize(14);
  }

  @Test
  void addsAndDropsByEitherName() {
    assertThat(plan(List.of("CAP_NET_ADMIN"), List.of("net_raw")))
        .contains("NET_ADMIN")
        .doesNotContain("NET_RAW");
    assertThat(plan(List.of("NET_BIND_SERVICE"), List.of("ALL")))
        .containsExactly("NET_BIND_SERVICE");
    assertThat(plan(List.of("ALL"), List.of())).isEqualTo(BOUNDING);
  }

  @Test
  void neverMoreThanCarobHas() {
    assertThat(Capabilities.plan(SecuritySpec.DEFAULT, Set.of("CHOWN"))).containsExactly("CHOWN");
    assertFails(ErrorCode.UNSUPPORTED, "SYS_RESOURCE");
  }

  @Test
  void unknownNameIsRefused() {
    assertFails(ErrorCode.INVALID_ARGUMENT, "FLY");
  }

  private static void assertFails(ErrorCode code, String add) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> plan(List.of(add), List.of()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Set<String> plan(List<String> add, List<String> drop) {
    return Capabilities.plan(
        new SecuritySpec(
            false,
            false,
            false,
            false,
            add,
            drop,
            OptionalLong.empty(),
            OptionalLong.empty(),
            false,
            List.of()),
        BOUNDING);
  }
}
