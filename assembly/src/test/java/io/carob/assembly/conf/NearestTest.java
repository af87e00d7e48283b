package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KEYS =
      List.of("snapshotter", "sandbox", "driver.wait.seconds", "driver.call.seconds", "mode", "gc");

  @Test
  void wordsAreAsNearAsTheyAreForPrograms() {
    for (String word :
        List.of("snapshoter", "SandBox", "driver_wait-secnods", "mood", "gx", "x", "", "nothing")) {
      assertThat(Nearest.all(word, KEYS))
          .as(word)
          .isEqualTo(io.carob.api.text.Nearest.all(word, KEYS));
    }
    assertThat(Nearest.to("snapshoter", KEYS)).contains("snapshotter");
  }
}
