package io.carob.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KEYS =
      List.of("gc.interval.minutes", "gc.min.age.minutes", "snapshotter", "sandbox", "get", "set");

  @Test
  void oneSlipIsFoundWhicheverItIs() {
    assertThat(Nearest.to("snapshoter", KEYS)).contains("snapshotter");
    assertThat(Nearest.to("sandboxx", KEYS)).contains("sandbox");
    assertThat(Nearest.to("sandbix", KEYS)).contains("sandbox");
    assertThat(Nearest.to("ste", List.of("set"))).contains("set");
  }

  @Test
  void capitalsAndSeparatorsAreNoSlips() {
    assertThat(Nearest.to("GC_Interval-Minutes", KEYS)).contains("gc.interval.minutes");
  }

  @Test
  void aShortWordMayHaveOneSlipAndALongOneFour() {
    assertThat(Nearest.to("sat", KEYS)).contains("set");
    assertThat(Nearest.to("sit", List.of("got"))).isEmpty();
    assertThat(Nearest.to("mood", List.of("mode"))).contains("mode");
    assertThat(Nearest.to("xxxxnterval.minutes", KEYS)).contains("gc.interval.minutes");
    assertThat(Nearest.to("xxxxxterval.minutes", KEYS)).isEmpty();
  }

  @Test
  void theLikeliestComesFirstAndThenTheAlphabet() {
    assertThat(Nearest.all("iet", KEYS)).containsExactly("get", "set");
    assertThat(Nearest.to("images", List.of("image", "images"))).contains("images");
    assertThat(Nearest.all("nothing like it", KEYS)).isEmpty();
    assertThat(Nearest.all("", KEYS)).isEmpty();
  }
}
