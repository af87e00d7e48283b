package io.carob.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PassedOnTest {

  private static final String UID = "01234567-89ab-cdef-0123-456789abcdef";

  private final Set<String> uids = new HashSet<>();
  private final PassedOn passedOn = new PassedOn(() -> uids);

  @Test
  void whatServesAPodIsNotedUntilItIsGone() {
    uids.add(UID);
    passedOn.note("runtime", "crun", "0123456789ab-web-0");
    assertThat(passedOn.of("runtime", UID)).containsExactly("crun");
    assertThat(passedOn.of("sandbox", UID)).isEmpty();
    uids.clear();
    passedOn.forget(UID);
    assertThat(passedOn.of("runtime", UID)).isEmpty();
  }

  @Test
  void ofAPodThatIsNoMoreNothingIsNoted() {
    passedOn.note("runtime", "crun", "0123456789ab-web-0");
    uids.add(UID);
    assertThat(passedOn.of("runtime", UID)).isEmpty();
  }

  @Test
  void aPathIsNoPod() {
    uids.add(UID);
    passedOn.note("volume", "mine", "/0123456789ab");
    assertThat(passedOn.of("volume", UID)).isEmpty();
  }
}
