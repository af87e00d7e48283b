package io.carob.api.driver;

import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is there, and which one of each name serves; all but {@link #sorted} is called locked. */
final class DriverRoll<D> {

  private final Map<String, DriverName<D>> names = new HashMap<>();
  private final TableLock lock;

  DriverRoll(TableLock lock) {
    this.lock = lock;
  }

  @Nullable DriverName<D> get(String name) {
    return names.get(name);
  }

  DriverName<D> of(DriverEntry<D> entry) {
    return Objects.requireNonNull(names.get(entry.info.name()));
  }

  /** All calls that run. */
  Stream<RunningCall<D>> calls() {
    return names.values().stream()
        .flatMap(of -> of.entries.stream())
        .flatMap(entry -> entry.calls.stream());
  }

  /** The first such driver that does not leave. */
  Optional<DriverEntry<D>> find(Predicate<DriverEntry<D>> which) {
    return names.values().stream()
        .flatMap(of -> of.entries.stream())
        .filter(entry -> !entry.is(State.LEAVING) && which.test(entry))
        .findFirst();
  }

  /** The last such driver that came and may serve. */
  Optional<DriverEntry<D>> last(Predicate<DriverEntry<D>> which) {
    return names.values().stream()
        .flatMap(of -> of.entries.stream())
        .filter(entry -> !entry.is(State.LEAVING) && !entry.is(State.REFUSED) && which.test(entry))
        .reduce((one, next) -> next);
  }

  /** What is asked of each name, by name. */
  <R> List<R> sorted(Function<DriverName<D>, Stream<R>> what) {
    return lock.read(
        () ->
            names.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(name -> what.apply(name.getValue()))
                .toList());
  }

  void enter(DriverEntry<D> entry) {
    DriverName<D> of = names.computeIfAbsent(entry.info.name(), DriverName::new);
    of.entries.add(entry);
    choose(of);
  }

  /** Whether the self-check of the next of that name need not be waited for. */
  boolean isFirst(String name) {
    DriverName<D> of = names.get(name);
    return of == null || (!of.hasServed && of.entries.isEmpty());
  }

  /** Its self-check has succeeded, or nothing better is there. */
  void admit(DriverEntry<D> entry) {
    if (entry.is(State.CHECKING)) {
      entry.become(State.STANDBY, "");
      choose(of(entry));
      if (entry.is(State.STANDBY)) {
        lock.tell(Change.CHECKED, entry.status());
      }
    }
  }

  /** Gives it no calls any more. */
  void refuse(DriverEntry<D> entry, String why) {
    if (entry.is(State.LEAVING) || entry.is(State.REFUSED)) {
      return;
    }
    entry.become(State.REFUSED, why);
    lock.tell(Change.REFUSED, entry.status());
    step(entry);
  }

  /** Has it leave: what runs may end. */
  void dismiss(DriverEntry<D> entry) {
    entry.become(State.LEAVING, "");
    step(entry);
  }

  /** Has the next one serve, after one that serves no more. */
  private void step(DriverEntry<D> entry) {
    DriverName<D> of = of(entry);
    if (of.preferred == entry) {
      of.preferred = null;
    }
    if (of.serving == entry) {
      of.serving = null;
      of.goneAt = System.nanoTime();
      choose(of);
    }
    lock.signal();
  }

  /** Whether that one serves now, or else will as soon as it can. */
  boolean prefer(DriverEntry<D> entry) {
    DriverName<D> of = of(entry);
    of.preferred = entry;
    choose(of);
    return of.serving == entry;
  }

  /** Has one serve, if none does or another is preferred. */
  private void choose(DriverName<D> of) {
    DriverEntry<D> now = of.serving;
    DriverEntry<D> next = of.next().orElse(null);
    if (next == null || (now != null && next != of.preferred)) {
      return;
    }
    if (now != null) {
      now.become(State.STANDBY, "");
    }
    next.become(State.SERVING, "");
    of.serving = next;
    lock.tell(of.hasServed ? Change.REPLACED : Change.CAME, next.status());
    of.hasServed = true;
    lock.signal();
  }
}
