package io.carob.engine;

import io.carob.api.driver.DriverTable;
import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.api.node.HealthSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How the engine is: its timers and threads still run what they are given, the pods of the service
 * before are taken over, and the drivers of pods that name none are there.
 */
final class EngineHealth implements HealthSource {

  private static final Duration LATE = Duration.ofSeconds(10);

  private final Work work;
  private final BooleanSupplier adopting;
  private final Supplier<EngineConfig> setup;
  private final DriverTable<?> sandboxes;
  private final DriverTable<?> runtimes;
  private final Predicate<String> snapshotters;
  private boolean asked;
  private long since;

  EngineHealth(
      Work work,
      BooleanSupplier adopting,
      Supplier<EngineConfig> setup,
      DriverTable<?> sandboxes,
      DriverTable<?> runtimes,
      Predicate<String> snapshotters) {
    this.work = work;
    this.adopting = adopting;
    this.setup = setup;
    this.sandboxes = sandboxes;
    this.runtimes = runtimes;
    this.snapshotters = snapshotters;
  }

  @Override
  public List<Part> parts() {
    return List.of(timer(), adoption(), defaults());
  }

  /** The last task that was given to the timer must have run by now; then it gets another. */
  private synchronized Part timer() {
    Duration waited = asked ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
    if (!asked) {
      asked = true;
      since = System.nanoTime();
      Runnable unused = work.after(Duration.ZERO, this::ran);
    }
    return waited.compareTo(LATE) < 0
        ? new Part("timer", Kind.LIVE, Level.OK, "runs")
        : new Part(
            "timer",
            Kind.LIVE,
            Level.DOWN,
            "a task waits for "
                + waited.toSeconds()
                + " s: no pod is restarted or probed; start the service anew");
  }

  private synchronized void ran() {
    asked = false;
  }

  private Part adoption() {
    return adopting.getAsBoolean()
        ? new Part("pods", Kind.READY, Level.DOWN, "those of the service before are being adopted")
        : new Part("pods", Kind.READY, Level.OK, "all are looked after");
  }

  private Part defaults() {
    EngineConfig config = setup.get();
    List<String> missing = new ArrayList<>();
    if (!sandboxes.isThere(config.sandbox())) {
      missing.add("sandbox " + config.sandbox());
    }
    if (!runtimes.isThere(config.runtime())) {
      missing.add("runtime " + config.runtime());
    }
    if (!snapshotters.test(config.snapshotter())) {
      missing.add("snapshotter " + config.snapshotter());
    }
    return missing.isEmpty()
        ? new Part("default drivers", Kind.READY, Level.OK, "all serve")
        : new Part(
            "default drivers",
            Kind.READY,
            Level.DOWN,
            String.join(" and ", missing)
                + " not there; install its bundle, or name another in conf/io.carob.engine.cfg");
  }
}
