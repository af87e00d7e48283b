package io.carob.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.SecuritySpec;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IdentityPlanTest {

  private final IdentityPlan users =
      new IdentityPlan(
          "root:x:0:0:root:/root:/bin/sh\n"
              + "web:x:1001:1002::/:\n"
              + "odd:x:not:1::/:\n"
              + ":x:5:5::/:\n"
              + "short\n",
          "root:x:0:\nweb:x:1002:\nlogs:x:1003:web,other\nmail:x:8:\n");

  @Test
  void emptyIsRoot() {
    assertThat(resolve("")).isEqualTo(new Identity(0, 0, List.of()));
  }

  @Test
  void nameBringsGroupAndMemberships() {
    assertThat(resolve("web")).isEqualTo(new Identity(1001, 1002, List.of(1003L)));
  }

  @Test
  void numberOfAKnownUserBringsTheSame() {
    assertThat(resolve("1001")).isEqualTo(new Identity(1001, 1002, List.of(1003L)));
  }

  @Test
  void unknownNumberIsTakenAsItIs() {
    assertThat(resolve("4711")).isEqualTo(new Identity(4711, 0, List.of()));
    assertThat(resolve("4711:4712")).isEqualTo(new Identity(4711, 4712, List.of()));
  }

  @Test
  void groupIsFoundByName() {
    assertThat(resolve("web:mail")).isEqualTo(new Identity(1001, 8, List.of()));
  }

  @Test
  void manifestOverridesImage() {
    SecuritySpec security = security(OptionalLong.of(7), OptionalLong.of(9), true);
    assertThat(users.resolve("web:mail", security)).isEqualTo(new Identity(7, 9, List.of(42L)));
  }

  @Test
  void imageCannotGiveTheManifestsNumberToAnotherUser() {
    IdentityPlan hostile = new IdentityPlan("1000:x:0:0::/:\n", "root:x:0:1000\n");
    SecuritySpec security = security(OptionalLong.of(1000), OptionalLong.empty(), false);
    assertThat(hostile.resolve("root", security)).isEqualTo(new Identity(1000, 0, List.of(42L)));
  }

  @Test
  void unknownNamesAreNotFound() {
    assertFails(ErrorCode.NOT_FOUND, "nobody", SecuritySpec.DEFAULT);
    assertFails(ErrorCode.NOT_FOUND, "web:nobody", SecuritySpec.DEFAULT);
    assertFails(ErrorCode.NOT_FOUND, "odd", SecuritySpec.DEFAULT);
    assertFails(ErrorCode.NOT_FOUND, "99999999999", SecuritySpec.DEFAULT);
  }

  @Test
  void rootIsRefusedWhereAsked() {
    SecuritySpec security = security(OptionalLong.empty(), OptionalLong.empty(), true);
    assertFails(ErrorCode.INVALID_ARGUMENT, "", security);
    assertThat(users.resolve("web", security).uid()).isEqualTo(1001);
  }

  private Identity resolve(String user) {
    return users.resolve(user, SecuritySpec.DEFAULT);
  }

  private void assertFails(ErrorCode code, String user, SecuritySpec security) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> users.resolve(user, security))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static SecuritySpec security(OptionalLong user, OptionalLong group, boolean nonRoot) {
    return new SecuritySpec(
        false, false, false, false, List.of(), List.of(), user, group, nonRoot, List.of(42L));
  }
}
