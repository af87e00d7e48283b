package io.carob.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitPlanTest {

  @Test
  void imageIsLargerThanItsLimit() {
    for (long limit = 1; limit < 1L << 42; limit = limit * 3 + 1) {
      assertThat(LimitPlan.forLimit(limit).imageBytes()).isGreaterThan(limit);
    }
  }

  @Test
  void smallImagesHaveNoJournal() {
    assertThat(LimitPlan.forLimit(1 << 20).mkfsArguments()).contains("^resize_inode,^has_journal");
    assertThat(LimitPlan.forLimit(64 << 20).mkfsArguments()).contains("size=4");
    assertThat(LimitPlan.forLimit(64L << 30).mkfsArguments()).contains("size=32");
  }
}
