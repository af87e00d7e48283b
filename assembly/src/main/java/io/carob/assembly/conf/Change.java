package io.carob.assembly.conf;

import java.nio.file.Path;
import java.time.Duration;
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
    Set<String> gone = new TreeSet<>();
    before.ifPresent(values -> gone.addAll(values.keySet()));
    back.ifPresent(values -> gone.addAll(values.keySet()));
    gone.removeAll(now.values().keySet());
    Expected expected = new Expected(now.values(), gone);
    this.thread = new Thread(() -> run(effect, expected, ended), "carob-conf " + now.id());
    thread.setDaemon(true);
  }

  void begin() {
    thread.start();
  }

  /** Nobody wants to know any more, since something else was handed on. */
  void supersede() {
    thread.interrupt();
  }

  private void run(Effect effect, Expected expected, BiConsumer<Change, Optional<String>> ended) {
    try {
      Effect.Outcome outcome = effect.await(file.id(), expected, PATIENCE);
      if (outcome == Effect.Outcome.LATE && !Thread.currentThread().isInterrupted()) {
        log.warn(
            "{} is valid, but has not taken effect within {} s",
            ConfCheck.name(file.file()),
            PATIENCE.toSeconds());
      }
      end(ended, Optional.empty(), () -> end.complete(outcome));
    } catch (Effect.RefusedException e) {
      end(ended, Optional.of(e.reason()), () -> end.completeExceptionally(e));
    } catch (IllegalStateException e) { // the framework stops
      end(ended, Optional.empty(), () -> end.completeExceptionally(e));
    }
  }

  private void end(
      BiConsumer<Change, Optional<String>> ended, Optional<String> refusal, Runnable completion) {
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
      return Effect.Outcome.LATE;
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

  /** This as a refusal. */
  Refused refused(String reason) {
    return new Refused(file.values(), stamp, reason);
  }

  /**
   * What a part could not be with.
   *
   * @param values what it was given
   * @param stamp which writing of the file that was: the same one is not tried again
   * @param reason why
   */
  record Refused(Map<String, String> values, String stamp, String reason) {

    boolean isOf(ConfFile file, String now) {
      return values.equals(file.values()) && stamp.equals(now);
    }
  }
}
