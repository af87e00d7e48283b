package io.carob.api.driver;

import io.carob.api.driver.DriverStatus.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All drivers of one name, in the order in which they came; guarded by the table's lock. */
final class DriverName<D> {

  final String name;
  final List<DriverEntry<D>> entries = new ArrayList<>();
  final DriverWaits waits = new DriverWaits();

  /** The one that new calls are given to. */
  @Nullable DriverEntry<D> serving;

  /** The one that is to serve as soon as it can. */
  @Nullable DriverEntry<D> preferred;

  /** Whether one has ever served. */
  boolean hasServed;

  /** When the one that served last went; counts when none serves. */
  long goneAt;

  private final Map<String, Held<D>> held = new HashMap<>();

  DriverName(String name) {
    this.name = name;
  }

  /** A subject and the one driver of this name that works on it. */
  private static final class Held<D> {
    final DriverEntry<D> entry;
    final List<RunningCall<D>> calls = new ArrayList<>(1);

    Held(DriverEntry<D> entry) {
      this.entry = entry;
    }
  }

  /** The call that keeps others from the one that serves, if there is one. */
  Optional<RunningCall<D>> obstacle(DriverEntry<D> to, @Nullable String subject) {
    if (subject != null && subject.isEmpty()) {
      return Optional.empty();
    }
    if (subject != null) {
      Held<D> by = held.get(subject);
      if (by != null) {
        Optional<RunningCall<D>> keeps = by.entry == to ? late(by) : Optional.of(by.calls.get(0));
        if (keeps.isPresent()) {
          return keeps;
        }
      }
    }
    if (entries.size() == 1) {
      return Optional.empty();
    }
    return entries.stream()
        .filter(entry -> entry != to && !entry.gone)
        .flatMap(entry -> entry.calls.stream())
        .filter(call -> call.subject == null || (subject == null && !call.subject.isEmpty()))
        .findFirst();
  }

  /** What goes on beyond its limit keeps its subject from other threads, on the same driver too. */
  private static <D> Optional<RunningCall<D>> late(Held<D> by) {
    Thread self = Thread.currentThread();
    for (RunningCall<D> call : by.calls) {
      if (call.isLate() && call.thread != self) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  void enter(RunningCall<D> call) {
    call.entry.calls.add(call);
    if (call.subject != null && !call.subject.isEmpty()) {
      held.computeIfAbsent(call.subject, s -> new Held<>(call.entry)).calls.add(call);
    }
  }

  void leave(RunningCall<D> call) {
    call.entry.calls.remove(call);
    if (call.subject != null && !call.subject.isEmpty()) {
      Held<D> by = held.get(call.subject);
      if (by != null && by.calls.remove(call) && by.calls.isEmpty()) {
        held.remove(call.subject);
      }
    }
    forget(call.entry);
  }

  /** What has left and does nothing any more is kept no longer. */
  void forget(DriverEntry<D> entry) {
    if (entry.gone && !entry.isBusy()) {
      entries.remove(entry);
      entry.kept.clear();
    }
  }

  /** The next to serve: the preferred one, or the first that came. */
  Optional<DriverEntry<D>> next() {
    DriverEntry<D> wished = preferred;
    if (wished != null && wished.is(State.STANDBY)) {
      return Optional.of(wished);
    }
    return first(State.STANDBY);
  }

  /** The first that stands so. */
  Optional<DriverEntry<D>> first(State state) {
    return entries.stream().filter(entry -> entry.is(state)).findFirst();
  }

  /** The one that serves, if there is one. */
  Stream<DriverInfo> served() {
    return Stream.ofNullable(serving).map(entry -> entry.info);
  }

  /** How all stand, the one that serves first. */
  Stream<DriverStatus> statuses() {
    DriverEntry<D> now = serving;
    return Stream.concat(
        Stream.ofNullable(now).map(DriverEntry::status),
        entries.stream().filter(entry -> entry != now).map(entry -> status(entry, now)));
  }

  /** How one stands that does not serve; what stands by says for whom. */
  private static <D> DriverStatus status(DriverEntry<D> entry, @Nullable DriverEntry<D> now) {
    DriverStatus own = entry.status();
    if (now == null || own.state() != State.STANDBY || !own.reason().isEmpty()) {
      return own;
    }
    String why = now.info.version() + " of " + now.source + " serves that name";
    return new DriverStatus(own.info(), own.state(), why, own.since(), own.source(), own.calls());
  }
}
