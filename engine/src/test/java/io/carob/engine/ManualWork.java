package io.carob.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A clock that stands still, and tasks that run when the test says so. */
final class ManualWork implements Work {

  private record Timer(Instant at, Runnable task) {}

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /** How much too early the next timer fires, as a real clock may see it. */
  Duration nextEarlyBy = Duration.ZERO;

  @Override
  public void run(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Timer timer = new Timer(now.plus(delay).minus(nextEarlyBy), task);
    nextEarlyBy = Duration.ZERO;
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public Instant now() {
    return now;
  }

  void setNow(Instant time) {
    now = time;
  }

  /** Runs everything that can run without time passing. */
  void settle() {
    for (int i = 0; i < 100_000; i++) {
      Optional<Timer> due = next().filter(t -> !t.at().isAfter(now));
      if (!tasks.isEmpty()) {
        tasks.remove().run();
      } else if (due.isPresent()) {
        timers.remove(due.get());
        due.get().task().run();
      } else {
        return;
      }
    }
    throw new AssertionError("it never comes to rest");
  }

  /** Lets time pass, timer by timer. */
  void advance(Duration time) {
    Instant end = now.plus(time);
    settle();
    for (Optional<Timer> t = next(); t.isPresent() && !t.get().at().isAfter(end); t = next()) {
      now = t.get().at();
      settle();
    }
    now = end;
    settle();
  }

  private Optional<Timer> next() {
    return timers.stream().min(Comparator.comparing(Timer::at));
  }
}
