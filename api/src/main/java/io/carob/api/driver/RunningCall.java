package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that runs on a driver, by the thread that asked for it. Locks are taken in one order: the
 * table's, then this.
 */
final class RunningCall<D> implements DriverOperations {

  final DriverEntry<D> entry;

  /** What it works on: null for anything at all, empty for nothing that must be kept apart. */
  final @Nullable String subject;

  final Thread thread;
  private final DriverBonds<D> bonds;
  private final DriverFrame frame;
  private final Duration limit;

  /** Whether it is the driver's self-check. */
  final boolean check;

  private @Nullable String operation;
  private long since;

  /** Whether the thread was interrupted before the method began, and within it for its time. */
  private boolean before;

  private boolean interrupted;

  /** Whether the method is to be interrupted, and whether another thread is about it. */
  private boolean wanted;

  private boolean interrupting;
  private boolean stopped;
  private Instant lateSince = Instant.EPOCH;
  private String lateText = "";
  private volatile boolean late;

  /** Told outside of all locks that it is late. */
  private Runnable news = () -> {};

  RunningCall(
      DriverBonds<D> bonds,
      DriverFrame frame,
      DriverEntry<D> entry,
      @Nullable String subject,
      Thread thread,
      Duration limit,
      boolean check) {
    this.bonds = bonds;
    this.frame = frame;
    this.entry = entry;
    this.subject = subject;
    this.thread = thread;
    this.limit = limit;
    this.check = check;
  }

  @Override
  public DriverInfo info() {
    return entry.info;
  }

  @Override
  public String subject() {
    return subject == null ? "" : subject;
  }

  /** Whether a method of the driver goes on beyond its limit. */
  boolean isLate() {
    return late;
  }

  /** When it came over its limit. */
  synchronized Instant lateSince() {
    return lateSince;
  }

  /** What it did when it came over its limit, in words; it may have ended since. */
  synchronized String lateText() {
    return lateText;
  }

  @Override
  public <R> R ask(String name, Supplier<? extends R> work) {
    R answer = run(name, work);
    if (answer == null) {
      throw broken(name, "", "null, which no method may answer");
    }
    return answer;
  }

  @Override
  public void tell(String name, Runnable work) {
    boolean unused =
        this.<Boolean>run(
            name,
            () -> {
              work.run();
              return true;
            });
  }

  /** As {@link #ask}, whatever the answer is. */
  <R> R run(String name, Supplier<? extends R> work) {
    if (!begin(name)) {
      return work.get();
    }
    R answer;
    try (Subscription around = frame.enter(entry.info)) {
      answer = work.get();
    } catch (Throwable e) {
      throw failed(name, e, end());
    }
    boolean unused = end(); // what was answered late is an answer too
    return answer;
  }

  private synchronized boolean begin(String name) {
    if (operation != null) {
      return false;
    }
    operation = name;
    since = System.nanoTime();
    before = thread.isInterrupted();
    if (stopped && !before) {
      interrupted = true;
      thread.interrupt(); // this one
    }
    return true;
  }

  /** Ends the method; whether it was interrupted for its time. */
  private boolean end() {
    boolean ours;
    boolean wasLate;
    synchronized (this) {
      operation = null;
      wanted = false;
      awaitInterrupt();
      ours = interrupted;
      interrupted = false;
      wasLate = late;
      late = false;
      if (ours && before) {
        thread.interrupt(); // the flag was there for somebody else, whatever the method made of it
      } else if (ours) {
        boolean unused = Thread.interrupted();
      }
    }
    if (wasLate) {
      bonds.caughtUp(entry);
    }
    return ours;
  }

  /** An interrupt that has begun is over before the flag is looked at. */
  private void awaitInterrupt() {
    while (interrupting) {
      try {
        wait();
      } catch (InterruptedException e) {
        // it is the one that is waited for: end() looks after the flag
      }
    }
  }

  /**
   * Looks at the time; called with the table's lock.
   *
   * @return how long it may still go on; nothing left when it is over its limit since now, and is
   *     to be {@linkplain #interrupt interrupted}
   */
  synchronized long left(long now) {
    if (operation == null || late) {
      return limit.toNanos();
    }
    long left = limit.toNanos() - (now - since);
    if (left > 0) {
      return left;
    }
    late = true;
    lateSince = Instant.now();
    Consumer<? super CarobException> caller = Callers.of(thread); // while it is in the method
    if (caller != null) {
      CarobException notWaitedFor = notWaitedFor(operation);
      news = () -> caller.accept(notWaitedFor);
    }
    wanted = true;
    lateText = text();
    return 0;
  }

  /** Tells who answers for the thread that it is late; once, without locks. */
  void tellCaller() {
    Runnable told;
    synchronized (this) {
      told = news;
      news = () -> {};
    }
    told.run();
  }

  private CarobException notWaitedFor(String name) {
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        what(name)
            + " has not ended within "
            + limit.toSeconds()
            + " s, and is waited for no longer; until it ends, nobody else is given what it works"
            + " on. It may be repeated; if this happens again, look at what the driver waits for");
  }

  /** Has the method be {@linkplain #interrupt interrupted} before its time: nobody needs it. */
  synchronized void stop() {
    stopped = true;
    wanted = operation != null;
  }

  /**
   * Interrupts the method that was found late or stopped, unless it has ended. By a thread of its
   * own, without any lock: an interrupt closes the channel that the method waits in, and that may
   * take for ever.
   */
  void interrupt() {
    synchronized (this) {
      if (!wanted || thread.isInterrupted()) {
        return;
      }
      wanted = false;
      interrupted = true;
      interrupting = true;
    }
    try {
      thread.interrupt();
    } finally {
      synchronized (this) {
        interrupting = false;
        notifyAll();
      }
    }
  }

  /** What it does, in words. */
  synchronized String text() {
    String what = operation == null ? "a call" : operation;
    String on = subject == null || subject.isEmpty() ? "" : " of " + subject;
    return operation == null
        ? what + on + " runs"
        : what
            + on
            + " runs since "
            + Duration.ofNanos(System.nanoTime() - since).toSeconds()
            + " s";
  }

  private RuntimeException failed(String name, Throwable e, boolean ours) {
    if (e instanceof VirtualMachineError error
        && !(e instanceof StackOverflowError)
        && !(e instanceof InternalError)) {
      throw error; // memory is used up: not the driver's doing alone
    }
    boolean clear = e instanceof CarobException known && !isVague(known.code());
    if (ours && !clear) {
      return new CarobException(
          ErrorCode.UNAVAILABLE,
          stopped
              ? what(name) + " was interrupted: the driver leaves"
              : what(name)
                  + " was interrupted after "
                  + limit.toSeconds()
                  + " s. It may be repeated; if this happens again, look at what the driver waits"
                  + " for",
          e);
    }
    if (e instanceof CarobException known) {
      return known;
    }
    if (isInterrupt(e)) {
      thread.interrupt(); // somebody asked this thread to end: that is no defect
      return new CarobException(
          ErrorCode.UNAVAILABLE, what(name) + " was interrupted. It may be repeated", e);
    }
    if (e instanceof AbstractMethodError || e instanceof NoSuchMethodError) {
      return new CarobException(
          ErrorCode.UNSUPPORTED,
          what(name)
              + " failed: the driver was built for another API ("
              + e.getMessage()
              + "). Install a version that was built for this one",
          e);
    }
    return new CarobException(
        ErrorCode.INTERNAL,
        what(name) + " failed by a defect of the driver: " + e + ". Tell its author",
        e);
  }

  private static boolean isInterrupt(Throwable e) {
    int deep = 0;
    for (Throwable cause = e; cause != null && deep < 20; cause = cause.getCause(), deep++) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVague(ErrorCode code) {
    return code == ErrorCode.INTERNAL || code == ErrorCode.UNAVAILABLE;
  }

  @Override
  public CarobException broken(String name, String clause, String why) {
    return new CarobException(
        ErrorCode.INTERNAL,
        what(name)
            + " answered "
            + why
            + (clause.isEmpty() ? "" : " (clause " + clause + ")")
            + ": a defect of the driver. Tell its author");
  }

  private String what(String name) {
    return entry.name()
        + ": "
        + name
        + (subject == null || subject.isEmpty() ? "" : " of " + subject);
  }

  @Override
  public <T> T once(Class<T> type, Supplier<? extends T> maker) {
    return type.cast(entry.kept.computeIfAbsent(type, t -> maker.get()));
  }

  @Override
  public <T> CompletableFuture<T> whileThere(CompletableFuture<T> future) {
    return bonds.follow(entry, future);
  }

  @Override
  public <T> CompletableFuture<T> hold(String name, CompletableFuture<T> future, Runnable end) {
    return bonds.hold(entry, what(name), future, end);
  }
}
