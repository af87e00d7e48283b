package io.carob.volume.emptydir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImagePlanTest {

  @Test
  void imageIsLargerThanItsLimit() {
    for (long limit = 1; limit < 1L << 42; limit = limit * 3 + 1) {
      assertThat(ImagePlan.forLimit(limit).imageBytes()).isGreaterThan(limit);
    }
  }

  @Test
  void smallImagesHaveNoJournal() {
    assertThat(ImagePlan.forLimit(1 << 20).mkfsArguments()).contains("^resize_inode,^has_journal");
    assertThat(ImagePlan.forLimit(64 << 20).mkfsArguments()).contains("size=4");
    assertThat(ImagePlan.forLimit(64L << 30).mkfsArguments()).contains("size=32");
  }
}
