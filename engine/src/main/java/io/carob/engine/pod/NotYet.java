package io.carob.engine.pod;

import io.carob.api.CarobException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that a container needs is not there; it waits and is tried again. */
final class NotYet extends RuntimeException {

  private final String reason;
  private final CarobException why;
  private final @Nullable Instant until;
  private final boolean quiet;

  NotYet(String reason, CarobException why) {
    this(reason, why, null, false);
  }

  private NotYet(String reason, CarobException why, @Nullable Instant until, boolean quiet) {
    super(why.getMessage(), why);
    this.reason = reason;
    this.why = why;
    this.until = until;
    this.quiet = quiet;
  }

  /** It is known when to look again. */
  static NotYet until(String reason, CarobException why, Instant until) {
    return new NotYet(reason, why, until, false);
  }

  /** It is known when to look again, and nothing new is wrong. */
  static NotYet quietly(String reason, CarobException why, Instant until) {
    return new NotYet(reason, why, until, true);
  }

  /** When to look again, if that is known. */
  @Nullable Instant until() {
    return until;
  }

  /** Whether there is nothing to report. */
  boolean quiet() {
    return quiet;
  }

  /** The word for it in the container's status. */
  String reason() {
    return reason;
  }

  CarobException why() {
    return why;
  }
}
