package io.carob.image.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ImageReference;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.RealStore;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.gc.GcPolicy;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock is set back: nothing goes too early, and nothing stays for ever. */
class ClockTest {

  private static final ImageReference NAME = ImageReference.parse("localhost/demo:1");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration MIN_AGE = Duration.ofMinutes(2);

  @TempDir Path folder = Path.of("");
  private Archives archives = new Archives(folder);

  @BeforeEach
  void makeImages() throws Exception {
    archives = new Archives(folder.resolve("archives"));
    archives.make("overlay");
  }

  @Test
  void imagesThatCameInTheFutureAreKeptForTheirTimeAndThenGo() throws Exception {
    try (RealStore real = open(Duration.ZERO)) {
      bring(real, 0);
      bring(real, 1); // takes the name away from the first
    }
    Duration back = YEAR.negated();
    try (RealStore real = open(back)) {
      real.store().storage().collect(false);
      assertThat(real.store().images().list()).hasSize(2);
    }
    try (RealStore real = open(back.plus(MIN_AGE).plusMinutes(5))) {
      real.store().storage().collect(false);
      assertThat(real.store().images().list()).hasSize(1);
      assertThat(real.store().images().get(NAME.toString()).names()).isEqualTo(List.of(NAME));
    }
  }

  @Test
  void cutOffDownloadFromTheFutureIsKeptForADayFromNow() throws Exception {
    open(Duration.ZERO).close();
    Path part = folder.resolve("root/content/ingest/" + "a".repeat(64) + ".part");
    Files.writeString(part, "half");
    Files.setLastModifiedTime(part, FileTime.from(Instant.now().plus(YEAR)));
    open(Duration.ZERO).close();
    assertThat(Files.getLastModifiedTime(part).toInstant()).isBeforeOrEqualTo(Instant.now());
    Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    open(Duration.ZERO).close();
    assertThat(part).doesNotExist();
  }

  @Test
  void snapshotsBearTheTimesOfTheStoresClock() {
    SnapshotKey active = new SnapshotKey("active");
    SnapshotKey done = new SnapshotKey("done");
    try (RealStore real = open(YEAR)) {
      real.store().addDriver(new OverlaySnapshotDriver(), "1");
      real.store().snapshots().prepare("overlay", active, Optional.empty(), Map.of());
    }
    Instant month = Instant.now().plus(Duration.ofDays(30));
    try (RealStore real = open(YEAR.negated())) {
      real.store().addDriver(new OverlaySnapshotDriver(), "1");
      SnapshotInfo committed = real.store().snapshots().commit("overlay", active, done);
      assertThat(committed.created()).isAfter(month);
      assertThat(committed.updated()).isBefore(month.minus(YEAR.dividedBy(2)));
      real.store().snapshots().remove("overlay", done);
    }
  }

  private RealStore open(Duration offset) {
    RealStore real = RealStore.open(folder, Faults.NONE, Clock.offset(Clock.systemUTC(), offset));
    real.store()
        .collectBy(
            new GcPolicy(true, MIN_AGE, Optional.empty(), Optional.empty(), Optional.empty()),
            Duration.ZERO);
    return real;
  }

  private void bring(RealStore real, int variant) {
    real.store()
        .images()
        .importArchive(archives.of("overlay", variant), Optional.of(NAME), ImportProgress.NONE);
  }
}
