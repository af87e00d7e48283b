package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.tck.driver.CommonCases;
import java.io.IOException;
import java.nio.file.Path;

/** S12 formats, S13 self-check: what a single version can show of them. */
final class FormatCases {

  private FormatCases() {}

  static void ownFormatIsRead(Bench bench) {
    CommonCases.ownFormatIsRead(bench::driver);
  }

  static void selfCheckLeavesNothing(Bench bench) throws IOException {
    Path scratch = bench.newPlace();
    TreeState before = bench.allBut(scratch);
    CommonCases.checksItself(bench.driver(), scratch);
    Oracle.same(before, bench.allBut(scratch));
    assertThat(bench.mountTable()).as("mounts after the self-check").isEmpty();
    Fs.removeTree(scratch);
    assertThat(scratch).doesNotExist();
  }
}
