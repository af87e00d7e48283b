package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.node.Health.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EngineHealthTest {

  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final AtomicBoolean adopting = new AtomicBoolean();
  private final DriverTable<String> sandboxes =
      new DriverTable<>("sandbox", Duration.ZERO, Duration.ZERO);
  private final DriverTable<String> runtimes =
      new DriverTable<>("runtime", Duration.ZERO, Duration.ZERO);
  private EngineConfig config = EngineConfig.defaults("node-1");
  private final Set<String> snapshotters = new HashSet<>(Set.of("overlay"));
  private final EngineHealth health =
      new EngineHealth(
          new Timers(), adopting::get, () -> config, sandboxes, runtimes, snapshotters::contains);

  private Map<String, Level> levels() {
    return health.parts().stream()
        .collect(Collectors.toMap(part -> part.name(), part -> part.level()));
  }

  @Test
  void theDefaultDriversAreNeeded() {
    assertThat(levels()).containsEntry("default drivers", Level.DOWN);
    sandboxes.add(new DriverInfo("sandbox", "pause", "1.0.0", List.of()), "pause");
    runtimes.add(new DriverInfo("runtime", "other", "1.0.0", List.of()), "other");
    assertThat(levels()).containsEntry("default drivers", Level.DOWN);
    runtimes.add(new DriverInfo("runtime", "oci", "1.0.0", List.of()), "oci");
    assertThat(levels()).containsEntry("default drivers", Level.OK);
    snapshotters.clear();
    assertThat(levels()).containsEntry("default drivers", Level.DOWN);
  }

  @Test
  void theDefaultsAreThoseOfNow() {
    sandboxes.add(new DriverInfo("sandbox", "mine", "1.0.0", List.of()), "mine");
    runtimes.add(new DriverInfo("runtime", "oci", "1.0.0", List.of()), "oci");
    assertThat(levels()).containsEntry("default drivers", Level.DOWN);
    config =
        new EngineConfig(
            config.snapshotter(),
            "mine",
            config.runtime(),
            config.driverWait(),
            config.driverCall(),
            config.backoff(),
            config.backoffMax(),
            config.backoffReset(),
            config.nodeName());
    assertThat(levels()).containsEntry("default drivers", Level.OK);
  }

  @Test
  void whileItAdoptsItIsNotReady() {
    adopting.set(true);
    assertThat(levels()).containsEntry("pods", Level.DOWN);
    adopting.set(false);
    assertThat(levels()).containsEntry("pods", Level.OK);
  }

  @Test
  void aTimerThatRunsIsAsked() {
    assertThat(levels()).containsEntry("timer", Level.OK);
    assertThat(levels()).containsEntry("timer", Level.OK);
    assertThat(timers).as("one task, until it ran").hasSize(1);
    timers.remove().run();
    assertThat(levels()).containsEntry("timer", Level.OK);
    assertThat(timers).as("another one").hasSize(1);
  }

  /** Runs a timer when the test says so. */
  private final class Timers implements Work {
    @Override
    public void run(Runnable task) {
      task.run();
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
      timers.add(task);
      return () -> timers.remove(task);
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }
}
