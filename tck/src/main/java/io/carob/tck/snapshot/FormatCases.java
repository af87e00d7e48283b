package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.SnapshotDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** S12 formats, S13 self-check: what a single version can show of them. */
final class FormatCases {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private FormatCases() {}

  static void ownFormatIsRead(Bench bench) {
    SnapshotDriver one = bench.driver();
    int format = one.diskFormat();
    assertThat(format).as("diskFormat").isPositive().isEqualTo(bench.driver().diskFormat());
    assertThat(one.readsDiskFormat(format)).as("readsDiskFormat(diskFormat())").isTrue();
  }

  static void selfCheckLeavesNothing(Bench bench) throws IOException {
    Path scratch = bench.newPlace();
    TreeState before = bench.allBut(scratch);
    long started = System.nanoTime();
    bench.driver().selfCheck(scratch);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    assertThat(took).as("what the self-check took").isLessThan(LIMIT);
    Oracle.same(before, bench.allBut(scratch));
    assertThat(bench.mountTable()).as("mounts after the self-check").isEmpty();
    Fs.removeTree(scratch);
    assertThat(scratch).doesNotExist();
  }
}
