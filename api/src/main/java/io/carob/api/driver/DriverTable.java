package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import io.carob.api.node.MetricSource.Metric;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The drivers of one type, by name, while they come and go.
 *
 * <p>A call waits for its driver up to a given time, so that a swap is only a short pause. Of
 * several drivers of one name, the one that came first serves until it leaves, or until another is
 * {@linkplain #prefer preferred}. No two of them work on one subject at once: a call waits until
 * another driver of the name has let go of its subject. A call that names no subject may work on
 * anything. A driver that leaves is given no new calls; {@link #remove} returns when those that run
 * have ended. When the time for that is over, the next one serves, but what a call of the older
 * still works on is kept from it.
 *
 * <p>Calls run on their callers' threads. One that goes on beyond the limit is interrupted once.
 * Until it ends, its driver is {@linkplain State#STUCK stuck}, and its subject is kept from
 * everybody. One thread looks after the limits; it ends when there has been no call for that long.
 *
 * <p>Safe for use by many threads.
 *
 * @param <D> the driver's interface
 */
public final class DriverTable<D> implements DriverCalls<D> {

  /** How long a call may go on when nothing else is said. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  /** How long the self-check of a driver may take. */
  public static final Duration CHECK_LIMIT = Duration.ofSeconds(20);

  private final String type;
  private final Duration wait;
  private final Duration drain;
  private final Duration limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, DriverName<D>> names = new HashMap<>();
  private final Queue<News> news = new ArrayDeque<>();
  private final DriverBonds<D> bonds = new DriverBonds<>(this);
  private final DriverWatch<D> watch;
  private volatile @Nullable DriverGuard<D> guard;
  private volatile DriverListener listener = (change, status) -> {};

  private record News(Change change, DriverStatus status) {}

  /**
   * Makes an empty table with the usual limit.
   *
   * @param type the word for this type of driver in messages and in {@link DriverInfo#type()}
   * @param wait how long a call waits for a driver that is not there
   * @param drain how long {@link #remove} waits for running calls
   */
  public DriverTable(String type, Duration wait, Duration drain) {
    this(type, wait, drain, LIMIT);
  }

  /**
   * Makes an empty table.
   *
   * @param type the word for this type of driver in messages and in {@link DriverInfo#type()}
   * @param wait how long a call waits for a driver that is not there
   * @param drain how long {@link #remove} waits for running calls
   * @param limit how long one method of a driver may go on
   */
  public DriverTable(String type, Duration wait, Duration drain, Duration limit) {
    this.type = type;
    this.wait = wait;
    this.drain = drain;
    this.limit = limit;
    this.watch =
        new DriverWatch<>(type, lock, () -> names.values().stream(), this::late, this::tellNews);
  }

  /** How long one method of a driver may go on. */
  public Duration limit() {
    return limit;
  }

  /** From now on calls are given what it makes of the driver. Without one, a call is one method. */
  public void guardBy(DriverGuard<D> next) {
    guard = next;
  }

  /** From now on it hears what becomes of drivers. */
  public void listen(DriverListener next) {
    listener = next;
  }

  /**
   * Adds a driver without a check, of an unknown source. When another of the same name is there,
   * the one added first goes on serving until it is removed.
   *
   * @param info its description
   * @param driver the driver itself
   */
  public void add(DriverInfo info, D driver) {
    change(() -> enter(new DriverEntry<>(info, driver, "unknown", State.STANDBY)));
  }

  /**
   * Adds a driver, and has it checked by a thread of its own. The first ever of its name serves
   * meanwhile: a start does not wait. Any other serves when the check has succeeded. One that fails
   * it is refused; but when it could not be found out, and there is no other, it serves.
   *
   * @param info its description
   * @param driver the driver itself
   * @param source where it is from, as in {@link DriverStatus#source()}
   * @param check raises what {@code selfCheck} of the SPIs does; interrupted after {@link
   *     #CHECK_LIMIT}
   */
  public void add(DriverInfo info, D driver, String source, Consumer<? super D> check) {
    DriverEntry<D> entry = new DriverEntry<>(info, driver, source, State.CHECKING);
    change(
        () -> {
          DriverName<D> of = names.get(info.name());
          if (of == null || (!of.hasServed && of.entries.isEmpty())) {
            entry.become(State.STANDBY, "");
          }
          enter(entry);
        });
    watch.begin("check-" + type + "-" + info.name(), () -> check(entry, check));
  }

  /**
   * Lists a driver that cannot be given calls.
   *
   * @param info its description, as far as it is known
   * @param driver the driver itself; to be removed when it goes
   * @param source where it is from, as in {@link DriverStatus#source()}
   * @param why the reason, in words
   */
  public void refuse(DriverInfo info, D driver, String source, String why) {
    DriverEntry<D> entry = new DriverEntry<>(info, driver, source, State.CHECKING);
    change(
        () -> {
          enter(entry);
          refuse(entry, why);
        });
  }

  private void enter(DriverEntry<D> entry) {
    DriverName<D> of = names.computeIfAbsent(entry.info.name(), n -> new DriverName<>());
    of.entries.add(entry);
    choose(of);
  }

  private void check(DriverEntry<D> entry, Consumer<? super D> check) {
    RunningCall<D> call =
        new RunningCall<>(this, entry, "", Thread.currentThread(), CHECK_LIMIT, true);
    boolean still =
        decide(
            () -> {
              if (entry.is(State.LEAVING)) {
                return false;
              }
              nameOf(entry).enter(call);
              watch.sooner();
              return true;
            });
    if (!still) {
      return;
    }
    CarobException failure = null;
    try {
      call.tell("selfCheck", () -> check.accept(entry.driver));
    } catch (CarobException e) {
      failure = e;
    } catch (VirtualMachineError e) {
      failure = new CarobException(ErrorCode.UNAVAILABLE, "it could not be run: " + e, e);
    }
    CarobException found = failure;
    change(
        () -> {
          nameOf(entry).leave(call);
          checked(entry, found);
        });
  }

  private void checked(DriverEntry<D> entry, @Nullable CarobException failure) {
    DriverName<D> of = nameOf(entry);
    boolean definite =
        failure != null
            && (failure.code() == ErrorCode.UNSUPPORTED || failure.code() == ErrorCode.INTERNAL);
    boolean other = of.serving != null && of.serving != entry;
    if (failure != null && (definite || other)) {
      refuse(entry, "its self-check failed: " + failure.getMessage());
    } else if (entry.is(State.CHECKING)) {
      entry.become(State.STANDBY, "");
      choose(of);
    }
    changed.signalAll();
  }

  /** Gives it no calls any more; called with the lock. */
  private void refuse(DriverEntry<D> entry, String why) {
    if (entry.is(State.LEAVING) || entry.is(State.REFUSED)) {
      return;
    }
    DriverName<D> of = nameOf(entry);
    entry.become(State.REFUSED, why);
    news.add(new News(Change.REFUSED, entry.status()));
    step(of, entry);
  }

  /** Has the next one serve, after one that serves no more. */
  private void step(DriverName<D> of, DriverEntry<D> entry) {
    if (of.preferred == entry) {
      of.preferred = null;
    }
    if (of.serving == entry) {
      of.serving = null;
      of.goneAt = System.nanoTime();
      choose(of);
    }
    changed.signalAll();
  }

  /** Has one serve, if none does or another is preferred. */
  private void choose(DriverName<D> of) {
    DriverEntry<D> now = of.serving;
    DriverEntry<D> next = of.next().orElse(null);
    if (next == null || (now != null && next != of.preferred)) {
      return;
    }
    if (now != null) {
      now.become(State.STANDBY, next.info.version() + " was preferred");
    }
    next.become(State.SERVING, "");
    of.serving = next;
    news.add(new News(of.hasServed ? Change.REPLACED : Change.CAME, next.status()));
    of.hasServed = true;
    changed.signalAll();
  }

  /**
   * Has a driver serve in place of the one that does, as soon as its check has succeeded: new calls
   * are given to it, and wait only where the other still works on their subject. The other one
   * stands by, until it is removed or preferred again.
   *
   * @param name the driver's name
   * @param version its version
   * @return whether it serves now
   */
  public boolean prefer(String name, String version) {
    return prefer(entry -> entry.info.name().equals(name) && entry.info.version().equals(version));
  }

  /** As {@link #prefer(String, String)}, for that very driver. */
  public boolean prefer(D driver) {
    return prefer(entry -> entry.driver == driver);
  }

  private boolean prefer(Predicate<DriverEntry<D>> which) {
    return decide(
        () -> {
          DriverEntry<D> entry = find(which).orElse(null);
          if (entry == null) {
            return false;
          }
          DriverName<D> of = nameOf(entry);
          of.preferred = entry;
          choose(of);
          return of.serving == entry;
        });
  }

  /**
   * Takes a driver away: no new calls are given to it, and this method returns when the running
   * ones have ended, or the time for that is over.
   *
   * @param driver the driver that was added; unknown ones are ignored
   * @return whether nothing was running any more
   */
  public boolean remove(D driver) {
    List<Runnable> ends = new ArrayList<>();
    boolean drained =
        decide(
            () -> {
              DriverEntry<D> entry = find(each -> each.driver == driver).orElse(null);
              if (entry == null) {
                return true;
              }
              entry.become(State.LEAVING, "");
              step(nameOf(entry), entry);
              boolean ended = isDrained(entry);
              entry.gone = true;
              ends.addAll(bonds.endings(entry, drain));
              nameOf(entry).forget(entry);
              news.add(new News(Change.GONE, entry.status()));
              changed.signalAll();
              return ended;
            });
    ends.forEach(Runnable::run);
    return drained;
  }

  /** Waits until nothing of it runs; false when the time for that is over. */
  private boolean isDrained(DriverEntry<D> entry) {
    long nanos = drain.toNanos();
    while (entry.isBusy() && nanos > 0) {
      try {
        nanos = changed.awaitNanos(nanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        nanos = 0; // nobody waits any more
      }
    }
    return !entry.isBusy();
  }

  /**
   * Runs a call that may work on anything on the driver of that name, waiting for it when it is not
   * there.
   *
   * @param name the driver's name
   * @param call what to do; it must not keep the driver
   * @throws CarobException {@code UNAVAILABLE} when no such driver came in time; otherwise what the
   *     call raised
   */
  public <R> R call(String name, Function<? super D, ? extends R> call) {
    return run(begin(name, null), call);
  }

  /**
   * {@inheritDoc}
   *
   * @param subject as in {@link DriverCalls}; empty for a call that works on nothing, such as the
   *     check of a manifest
   */
  @Override
  public <R> R call(String name, String subject, Function<? super D, ? extends R> call) {
    return run(begin(name, subject), call);
  }

  private <R> R run(RunningCall<D> running, Function<? super D, ? extends R> call) {
    boolean well = false;
    try {
      DriverGuard<D> by = guard;
      D driver = running.entry.driver;
      R answer =
          by == null
              ? running.<R>run("call", () -> call.apply(driver))
              : call.apply(by.guard(driver, running));
      well = true;
      return answer;
    } finally {
      running.entry.counts.ended(well);
      end(running);
    }
  }

  private RunningCall<D> begin(String name, @Nullable String subject) {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (true) {
        DriverName<D> of = names.get(name);
        DriverEntry<D> entry = of == null ? null : of.serving;
        if (of != null && entry != null && of.obstacle(entry, subject).isEmpty()) {
          RunningCall<D> call =
              new RunningCall<>(this, entry, subject, Thread.currentThread(), limit, false);
          of.enter(call);
          entry.counts.begins(wait.toNanos() - nanos);
          watch.wake();
          return call;
        }
        if (nanos <= 0) {
          throw unavailable(name, of, subject);
        }
        nanos = awaitChange(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(RunningCall<D> call) {
    lock.lock();
    try {
      DriverName<D> of = nameOf(call.entry);
      of.leave(call);
      if (lock.hasWaiters(changed)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why a call for that name was given to no driver in time. */
  private CarobException unavailable(
      String name, @Nullable DriverName<D> of, @Nullable String subject) {
    DriverEntry<D> entry = of == null ? null : of.serving;
    if (of == null || entry == null) {
      return absent(name, of);
    }
    return of.obstacle(entry, subject)
        .map(
            call ->
                new CarobException(
                    ErrorCode.UNAVAILABLE,
                    call.entry.name()
                        + " still works on "
                        + (subject == null ? call.subject() : subject)
                        + ": "
                        + call.text()
                        + ". Try again later"))
        .orElseGet(() -> absent(name, of));
  }

  private CarobException absent(String name, @Nullable DriverName<D> of) {
    Optional<DriverEntry<D>> refused = of == null ? Optional.empty() : of.first(State.REFUSED);
    if (refused.isPresent()) {
      return new CarobException(
          ErrorCode.UNAVAILABLE,
          refused.get().name()
              + " is refused: "
              + refused.get().reason()
              + ". Install another version, or name another "
              + type);
    }
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        type
            + " \""
            + name
            + "\" is not there; there are "
            + list().stream().map(DriverInfo::name).toList()
            + ". Install its bundle, or name another one");
  }

  /**
   * Looks whether a driver of that name is there or just being replaced: one that went less than
   * the waiting time ago may come back, and a call waits for it. Does not wait itself.
   *
   * @param name the driver's name
   * @throws CarobException {@code UNAVAILABLE} when there is none
   */
  public void require(String name) {
    lock.lock();
    try {
      DriverName<D> of = names.get(name);
      boolean hope =
          of != null
              && (of.serving != null
                  || of.first(State.CHECKING).isPresent()
                  || (of.hasServed && System.nanoTime() - of.goneAt < wait.toNanos()));
      if (!hope) {
        throw absent(name, of);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a driver of that name serves now. */
  public boolean isThere(String name) {
    lock.lock();
    try {
      DriverName<D> of = names.get(name);
      return of != null && of.serving != null;
    } finally {
      lock.unlock();
    }
  }

  /** The drivers that serve now, by name. */
  public List<DriverInfo> list() {
    return sorted(of -> Stream.ofNullable(of.serving).map(entry -> entry.info));
  }

  /**
   * All drivers that have come and not yet gone, by name; of one name, the one that serves first.
   */
  public List<DriverStatus> statuses() {
    return sorted(DriverName::statuses);
  }

  /** What was counted of the calls of the drivers that are there. */
  List<Metric> metrics() {
    return sorted(of -> of.entries.stream()).stream()
        .flatMap(entry -> entry.counts.metrics(entry.info).stream())
        .toList();
  }

  /** What a thread does with a driver now, in words; empty when it runs no call. */
  public Optional<String> doing(Thread thread) {
    return sorted(of -> of.entries.stream().flatMap(entry -> entry.calls.stream())).stream()
        .filter(call -> call.thread == thread)
        .map(call -> call.text() + " (" + call.entry.name() + ")")
        .findFirst();
  }

  private <R> List<R> sorted(Function<DriverName<D>, Stream<R>> what) {
    lock.lock();
    try {
      return names.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .flatMap(name -> what.apply(name.getValue()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private Optional<DriverEntry<D>> find(Predicate<DriverEntry<D>> which) {
    return names.values().stream()
        .flatMap(of -> of.entries.stream())
        .filter(entry -> !entry.is(State.LEAVING) && which.test(entry))
        .findFirst();
  }

  private DriverName<D> nameOf(DriverEntry<D> entry) {
    return Objects.requireNonNull(names.get(entry.info.name()));
  }

  /** A method that had gone on beyond its limit has ended. */
  void caughtUp(DriverEntry<D> entry) {
    change(
        () -> {
          if (!entry.isLate()) {
            news.add(new News(Change.FREED, entry.status()));
          }
          changed.signalAll();
        });
  }

  /** What outlives the calls. */
  DriverBonds<D> bonds() {
    return bonds;
  }

  /** Something that a driver did between calls has ended; called with the lock. */
  void ended(DriverEntry<D> entry) {
    nameOf(entry).forget(entry);
    changed.signalAll();
  }

  /** Changes something, and tells what came of it. */
  void change(Runnable step) {
    boolean unused =
        decide(
            () -> {
              step.run();
              return true;
            });
  }

  /** As {@link #change}, with an answer. */
  private boolean decide(BooleanSupplier step) {
    boolean answer;
    lock.lock();
    try {
      answer = step.getAsBoolean();
    } finally {
      lock.unlock();
    }
    tellNews();
    return answer;
  }

  private void tellNews() {
    while (true) {
      News next;
      lock.lock();
      try {
        next = news.poll();
      } finally {
        lock.unlock();
      }
      if (next == null) {
        return;
      }
      listener.changed(next.change(), next.status());
    }
  }

  /** A call has come over its limit; called with the lock. */
  private void late(RunningCall<D> call) {
    DriverEntry<D> entry = call.entry;
    if (call.check) {
      refuse(entry, "its self-check did not end within " + CHECK_LIMIT.toSeconds() + " s");
    } else {
      news.add(new News(Change.STUCK, entry.status()));
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller waits in a loop
  private long awaitChange(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while waiting for a " + type, e);
    }
  }
}
