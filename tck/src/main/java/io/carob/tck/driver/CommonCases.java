package io.carob.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.Driver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Formats and self-checks: what a single version of any driver can show of them. */
public final class CommonCases {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private CommonCases() {}

  /** The number of its form is constant, and what it writes it reads. */
  public static void ownFormatIsRead(Supplier<? extends Driver> drivers) {
    Driver one = drivers.get();
    int format = one.diskFormat();
    assertThat(format).as("diskFormat").isPositive().isEqualTo(drivers.get().diskFormat());
    assertThat(one.readsDiskFormat(format)).as("readsDiskFormat(diskFormat())").isTrue();
  }

  /** Its self-check succeeds in time. */
  public static void checksItself(Driver driver, Path scratch) {
    long started = System.nanoTime();
    driver.selfCheck(scratch);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    assertThat(took).as("what the self-check took").isLessThan(LIMIT);
  }
}
