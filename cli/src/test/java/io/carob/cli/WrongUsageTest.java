package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.text.Nearest;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrongUsageTest {

  @Test
  void wordsAreAsNearAsTheyAreForTheService() {
    List<String> known = Commands.names();
    for (String word :
        List.of(
            "gte",
            "GET",
            "ge",
            "x",
            "",
            "aply",
            "suport",
            "upport",
            "describ",
            "decsribe",
            "vers")) {
      assertThat(WrongUsage.near(word, known)).as(word).isEqualTo(Nearest.all(word, known));
    }
    List<String> keys = List.of("gc.interval.minutes", "gc-interval-minuets");
    assertThat(WrongUsage.near("gc_intervl_minuts", keys))
        .isEqualTo(Nearest.all("gc_intervl_minuts", keys))
        .isNotEmpty();
  }

  @Test
  void theLikeliestWordComesFirst() {
    assertThat(WrongUsage.near("gte", List.of("set", "get"))).first().isEqualTo("get");
    assertThat(WrongUsage.near("nothing", List.of("get"))).isEmpty();
  }
}
