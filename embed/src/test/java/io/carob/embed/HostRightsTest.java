package io.carob.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HostRightsTest {

  private static final String ALL = "CapEff:\t000001ffffffffff";

  @Test
  void rootWithAllCapabilitiesMay() {
    assertThatCode(() -> HostRights.requireRoot(List.of("Uid:\t0\t0\t0\t0", ALL)))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherUserMayNot() {
    assertThat(code(() -> HostRights.requireRoot(List.of("Uid:\t0\t1000\t0\t0", ALL))))
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void rootOfAnOrdinaryContainerMayNot() {
    List<String> status = List.of("Uid:\t0\t0\t0\t0", "CapEff:\t00000000a80425fb");
    assertThat(code(() -> HostRights.requireRoot(status))).isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void otherSystemsAreUnsupported() {
    assertThatCode(() -> HostRights.requireLinux("Linux")).doesNotThrowAnyException();
    assertThat(code(() -> HostRights.requireLinux("Mac OS X"))).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(code(() -> HostRights.requireLinux("Windows 11"))).isEqualTo(ErrorCode.UNSUPPORTED);
  }

  private static ErrorCode code(ThrowingCallable call) {
    return catchThrowableOfType(CarobException.class, call).code();
  }
}
