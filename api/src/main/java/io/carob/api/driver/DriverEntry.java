package io.carob.api.driver;

import io.carob.api.driver.DriverStatus.State;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** One driver that has come; all but what is final is guarded by the table's lock. */
final class DriverEntry<D> {

  final DriverInfo info;
  final D driver;
  final String source;
  final DriverCounts counts = new DriverCounts();

  /** What the core keeps with the driver. */
  final Map<Class<?>, Object> kept = new ConcurrentHashMap<>();

  final Set<RunningCall<D>> calls = new HashSet<>();
  final Set<Hold> holds = new HashSet<>();

  /** Futures that fail when the driver goes. */
  final Set<Hold> open = new HashSet<>();

  /** Whether it has left, as far as that was waited for. */
  boolean gone;

  private State state;
  private String reason = "";
  private Instant since = Instant.now();

  /** Something that goes on by the driver between calls. */
  static final class Hold {
    final String what;
    final CompletableFuture<?> answer;
    final Runnable end;

    Hold(String what, CompletableFuture<?> answer, Runnable end) {
      this.what = what;
      this.answer = answer;
      this.end = end;
    }
  }

  DriverEntry(DriverInfo info, D driver, String source, State state) {
    this.info = info;
    this.driver = driver;
    this.source = source;
    this.state = state;
  }

  boolean is(State other) {
    return state == other;
  }

  void become(State next, String why) {
    state = next;
    reason = why;
    since = Instant.now();
  }

  String reason() {
    return reason;
  }

  /** Whether anything of it still goes on. */
  boolean isBusy() {
    return !calls.isEmpty() || !holds.isEmpty();
  }

  boolean isLate() {
    return calls.stream().anyMatch(RunningCall::isLate);
  }

  /** Whether it keeps as many threads as one may. */
  boolean keepsTooMany() {
    return calls.size() >= DriverTable.MOST_LATE
        && calls.stream().filter(RunningCall::isLate).count() >= DriverTable.MOST_LATE;
  }

  /** Its type, name and version. */
  String name() {
    return info.type() + " \"" + info.name() + "\" " + info.version();
  }

  DriverStatus status() {
    int running = calls.size() + holds.size();
    for (RunningCall<D> call : calls) {
      if (call.isLate()) {
        String why = call.text() + "; " + others();
        return new DriverStatus(info, State.STUCK, why, call.lateSince(), source, running);
      }
    }
    return new DriverStatus(info, state, reason, since, source, running);
  }

  private String others() {
    return switch (state) {
      case SERVING -> "other calls are still given to it";
      case REFUSED -> "no other call is given to it: " + reason;
      default -> "no other call is given to it";
    };
  }
}
