package io.carob.assembly.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings that were handed on, and are waited for on a thread of their own. */
final class Change {

  /** How long a part may take over what it is given. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Change.class);

  private final ConfFile file;
  private final String stamp;
  private final Optional<Map<String, String>> back;
  private final CompletableFuture<Effect.Outcome> end = new CompletableFuture<>();
  private final BiConsumer<Change, Optional<String>> ended;
  private final Thread thread;

  /**
   * A change whose effect is not waited for yet.
   *
   * @param now what was handed on
   * @param stamp which writing of the file that is
   * @param before what holds, or would, until this has taken effect; empty for nothing
   * @param back what is known to hold
   * @param ended is told of the end before whoever waits for it, with the reason when it cannot be
   */
  Change(
      ConfFile now,
      String stamp,
      Optional<Map<String, String>> before,
      Optional<Map<String, String>> back,
      Effect effect,
      BiConsumer<Change, Optional<String>> ended) {
    this.file = now;
    this.stamp = stamp;
    this.back = back;
    this.ended = ended;
    Set<String> gone = new TreeSet<>();
    before.ifPresent(values -> gone.addAll(values.keySet()));
    back.ifPresent(values -> gone.addAll(values.keySet()));
    gone.removeAll(now.values().keySet());
    Expected expected = new Expected(now.values(), gone);
    this.thread = new Thread(() -> run(effect, expected), "carob-conf " + now.id());
    thread.setDaemon(true);
  }

  void begin() {
    try {
      thread.start();
    } catch (OutOfMemoryError e) { // no thread is to be had
      log.error("It cannot be seen whether {} takes effect", ConfCheck.name(file.file()), e);
      end(Optional.empty(), () -> end.complete(Effect.Outcome.UNSEEN));
    }
  }

  /** Nobody wants to know any more, since something else was handed on. */
  void supersede() {
    thread.interrupt();
  }

  private void run(Effect effect, Expected expected) {
    try {
      Effect.Outcome outcome = effect.await(file.id(), expected, PATIENCE);
      if (outcome == Effect.Outcome.LATE) {
        log.warn(
            "{} is valid, but has not taken effect within {} s",
            ConfCheck.name(file.file()),
            PATIENCE.toSeconds());
      }
      end(Optional.empty(), () -> end.complete(outcome));
    } catch (Effect.RefusedException e) {
      end(Optional.of(e.reason()), () -> end.completeExceptionally(e));
    } catch (RuntimeException | Error e) {
      log.debug("{} was not seen to take effect", ConfCheck.name(file.file()), e); // all stops
      end(Optional.empty(), () -> end.complete(Effect.Outcome.UNSEEN));
    }
  }

  private void end(Optional<String> refusal, Runnable completion) {
    try {
      ended.accept(this, refusal);
    } finally {
      completion.run();
    }
  }

  /**
   * Waits until it is known how it ended.
   *
   * @throws Effect.RefusedException when it cannot be; what was before holds again then
   */
  Effect.Outcome await() throws Effect.RefusedException {
    try {
      return end.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Effect.Outcome.UNSEEN;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Effect.RefusedException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits until it is known how it ended, however that is. */
  void awaitEnd() {
    end.handle((outcome, failure) -> true).join();
  }

  /** Where it stands. */
  Path path() {
    return file.file();
  }

  String id() {
    return file.id();
  }

  /** What holds when this cannot be; empty for nothing. */
  Optional<Map<String, String>> back() {
    return back;
  }

  /**
   * This as a refusal.
   *
   * @param owners the bundles that could be told it
   */
  Refused refused(String reason, Set<String> owners) {
    return new Refused(file.values(), stamp, reason, Set.copyOf(owners));
  }

  /**
   * What a part could not be with.
   *
   * @param values what it was given
   * @param stamp which writing of the file that was: the same one is not tried again
   * @param reason why
   * @param owners the bundles that could be told it
   */
  record Refused(Map<String, String> values, String stamp, String reason, Set<String> owners) {

    boolean isOf(ConfFile file, String now) {
      return values.equals(file.values()) && stamp.equals(now);
    }

    /** Whether one of those that may have refused it is there still. */
    boolean isBy(Set<String> now) {
      return !Collections.disjoint(owners, now);
    }
  }
}
