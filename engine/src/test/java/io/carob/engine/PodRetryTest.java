package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a pod that cannot be set up is tried again. */
class PodRetryTest {

  EngineFixture f;

  @BeforeEach
  void start(@TempDir Path folder) {
    f = new EngineFixture(folder);
  }

  @AfterEach
  void stop() {
    f.close();
  }

  @Test
  void retriesComeLaterAndLaterUpToHalfAMinute() {
    f.kernel.sandboxFailures.add(
        new CarobException(ErrorCode.ALREADY_EXISTS, "host port 80 is taken"));
    f.apply(Yaml.WEB);

    assertThat(waits(7)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void aSuccessBeginsTheRowAnew() {
    f.kernel.sandboxFailures.add(
        new CarobException(ErrorCode.ALREADY_EXISTS, "host port 80 is taken"));
    f.apply(Yaml.WEB);
    waits(4);
    f.kernel.sandboxFailures.clear();
    f.work.advance(Duration.ofSeconds(30));
    assertThat(f.phase("web")).isEqualTo("Running");

    f.kernel.sandboxFailures.add(new CarobException(ErrorCode.INTERNAL, "no namespace left"));
    f.kernel.killPause(f.uid("web"));
    f.work.settle();

    assertThat(waits(3)).containsExactly(1L, 2L, 4L);
  }

  /** The seconds between the next attempts at making the sandbox. */
  private List<Long> waits(int count) {
    List<Long> waits = new ArrayList<>();
    Instant last = f.work.now();
    long seen = attempts();
    while (waits.size() < count) {
      f.work.advance(Duration.ofSeconds(1));
      assertThat(Duration.between(last, f.work.now())).isLessThan(Duration.ofMinutes(10));
      if (attempts() > seen) {
        seen = attempts();
        waits.add(Duration.between(last, f.work.now()).toSeconds());
        last = f.work.now();
      }
    }
    return waits;
  }

  private long attempts() {
    return f.kernel.log.stream().filter(line -> line.startsWith("sandbox.create")).count();
  }
}
