package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.Subscription;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverStatus.State;
import io.carob.api.node.MetricSource.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * everybody; who answers for the thread may {@linkplain Callers hear} of it. A driver that keeps
 * {@link #MOST_LATE} threads so is given no further ones. One thread looks after the limits; it
 * ends soon after the last call.
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

  /** How many threads a driver may keep beyond the limit until it is given no further calls. */
  public static final int MOST_LATE = 16;

  /** How long the thread stays that looks after the limits: not one for each call. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final String type;
  private final Duration drain;
  private final TableLock lock = new TableLock();
  private final DriverRoll<D> roll = new DriverRoll<>(lock);
  private final DriverBonds<D> bonds = new DriverBonds<>(lock, roll);
  private final DriverWatch<D> watch;
  private final DriverCallers<D> callers;
  private final DriverCheck<D> checks;
  private volatile @Nullable DriverGuard<D> guard;

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
    this(type, wait, drain, limit, CHECK_LIMIT);
  }

  /** The same with another time for self-checks; for tests. */
  DriverTable(String type, Duration wait, Duration drain, Duration limit, Duration checkLimit) {
    this.type = type;
    this.drain = drain;
    this.watch = new DriverWatch<>(type, lock, roll, least(limit, IDLE), this::late);
    this.callers = new DriverCallers<>(type, wait, limit, lock, roll, bonds, watch);
    this.checks = new DriverCheck<>(lock, roll, callers, watch, checkLimit);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** {@return how long one method of a driver may go on} */
  public Duration limit() {
    return callers.limit();
  }

  /**
   * Changes how long calls wait and may go on, for those that begin from now on.
   *
   * @param wait how long a call waits for a driver that is not there
   * @param limit how long one method of a driver may go on
   */
  public void limits(Duration wait, Duration limit) {
    callers.limits(wait, limit);
  }

  /**
   * From now on calls are given what it makes of the driver. Without one, a call is one method.
   *
   * @param next makes what each later call is given
   */
  public void guardBy(DriverGuard<D> next) {
    guard = next;
  }

  /**
   * From now on each method of a driver runs within it.
   *
   * @param next what is entered before a method and left after it
   */
  public void frameBy(DriverFrame next) {
    callers.frameBy(next);
  }

  /**
   * From now on it hears what becomes of drivers, as do all that listened before.
   *
   * @param listener told of each change, without locks, in the order of the changes
   * @return ends it
   */
  public Subscription listen(DriverListener listener) {
    return lock.listen(listener);
  }

  /**
   * Adds a driver without a check, of an unknown source. When another of the same name is there,
   * the one added first goes on serving until it is removed.
   *
   * @param info its description
   * @param driver the driver itself
   */
  public void add(DriverInfo info, D driver) {
    lock.change(() -> roll.enter(new DriverEntry<>(info, driver, "unknown", State.STANDBY)));
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
    lock.change(
        () -> {
          if (roll.isFirst(info.name())) {
            entry.become(State.STANDBY, "");
          }
          roll.enter(entry);
        });
    watch.begin("check-" + type + "-" + info.name(), () -> checks.run(entry, check));
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
    lock.change(
        () -> {
          roll.enter(entry);
          roll.refuse(entry, why);
        });
  }

  /**
   * Has a driver serve in place of the one that does, as soon as its check has succeeded: new calls
   * are given to it, and wait only where the other still works on their subject. The other one
   * stands by, until it is removed or preferred again. Of several of that version, the last that
   * came is meant; one that is refused or leaves is never.
   *
   * @param name the driver's name
   * @param version its version
   * @return whether it serves now
   */
  public boolean prefer(String name, String version) {
    return prefer(entry -> entry.info.name().equals(name) && entry.info.version().equals(version));
  }

  /**
   * As {@link #prefer(String, String)}, for that very driver.
   *
   * @param driver the driver that was added
   * @return whether it serves now
   */
  public boolean prefer(D driver) {
    return prefer(entry -> entry.driver == driver);
  }

  private boolean prefer(Predicate<DriverEntry<D>> which) {
    return lock.decide(() -> roll.last(which).map(roll::prefer).orElse(false));
  }

  /**
   * Takes a driver away: no new calls are given to it, and this method returns when the running
   * ones have ended, or the time for that is over.
   *
   * @param driver the driver that was added; unknown ones are ignored
   * @return whether nothing was running any more
   */
  public boolean remove(D driver) {
    List<DriverEntry<D>> leaving = new ArrayList<>(1);
    lock.change( // and tells at once who serves from now on
        () ->
            roll.find(each -> each.driver == driver)
                .ifPresent(
                    entry -> {
                      roll.dismiss(entry);
                      checks.stop(entry);
                      leaving.add(entry);
                    }));
    return leaving.stream().allMatch(this::isGone);
  }

  /** Waits for what runs on one that leaves, and forgets it. */
  private boolean isGone(DriverEntry<D> entry) {
    List<Runnable> ends = new ArrayList<>();
    boolean drained =
        lock.decide(
            () -> {
              boolean ended = isDrained(entry);
              entry.gone = true;
              ends.addAll(bonds.endings(entry, drain));
              roll.of(entry).forget(entry);
              lock.tell(Change.GONE, entry.status());
              lock.signal();
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
        nanos = lock.await(nanos);
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
   * @param <R> what the call answers
   * @param name the driver's name
   * @param call what to do; it must not keep the driver
   * @return what the call answered
   * @throws CarobException {@code UNAVAILABLE} when no such driver came in time; otherwise what the
   *     call raised
   */
  public <R> R call(String name, Function<? super D, ? extends R> call) {
    return run(callers.begin(name, null), call);
  }

  /**
   * {@inheritDoc}
   *
   * @param subject as in {@link DriverCalls}; empty for a call that works on nothing, such as the
   *     check of a manifest
   */
  @Override
  public <R> R call(String name, String subject, Function<? super D, ? extends R> call) {
    return run(callers.begin(name, subject), call);
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
      callers.end(running);
    }
  }

  /**
   * Looks whether a driver of that name is there or just being replaced: one that went less than
   * the waiting time ago may come back, and a call waits for it. Does not wait itself.
   *
   * @param name the driver's name
   * @throws CarobException {@code UNAVAILABLE} when there is none
   */
  public void require(String name) {
    callers.require(name);
  }

  /**
   * {@return whether a driver of that name serves now}
   *
   * @param name the driver's name
   */
  public boolean isThere(String name) {
    return lock.read(
        () -> {
          DriverName<D> of = roll.get(name);
          return of != null && of.serving != null;
        });
  }

  /** {@return the drivers that serve now, by name} */
  public List<DriverInfo> list() {
    return roll.sorted(DriverName::served);
  }

  /**
   * {@return all drivers that have come and not yet gone, by name; of one name, the one that serves
   * first}
   */
  public List<DriverStatus> statuses() {
    return roll.sorted(DriverName::statuses);
  }

  /**
   * {@return what was counted of the calls of the drivers that are there, and how long calls waited
   * for those of each name}
   */
  public List<Metric> metrics() {
    Stream<Metric> counts =
        roll.sorted(of -> of.entries.stream()).stream()
            .flatMap(entry -> entry.counts.metrics(entry.info).stream());
    return Stream.concat(
            counts, roll.sorted(of -> of.waits.metrics(type, of.name).stream()).stream())
        .toList();
  }

  /**
   * {@return what a thread does with a driver now, in words; empty when it runs no call}
   *
   * @param thread any thread of this program
   */
  public Optional<String> doing(Thread thread) {
    return lock.read(
        () ->
            roll.calls()
                .filter(call -> call.thread == thread)
                .map(call -> call.text() + " (" + call.entry.name() + ")")
                .findFirst());
  }

  private void late(RunningCall<D> call) {
    checks.late(call);
    lock.tell(call::tellCaller);
  }
}
