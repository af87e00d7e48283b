package io.carob.image.store.registry.wire;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again. A host that asks to be left alone is left alone by all, until its time has
 * come.
 */
public final class Patience {

  private static final int MOST_DOUBLINGS = 16;
  private static final int LONGEST_NUMBER = 9;

  private final int attempts;
  private final Duration first;
  private final Duration longest;
  private final Duration limit;
  private final Map<String, Long> quietUntil = new ConcurrentHashMap<>();

  /**
   * Sets the bounds.
   *
   * @param attempts how often to try
   * @param first the pause before the second try; it doubles from there
   * @param longest the longest pause
   * @param limit the most that a host may ask for
   */
  public Patience(int attempts, Duration first, Duration longest, Duration limit) {
    this.attempts = attempts;
    this.first = first;
    this.longest = longest;
    this.limit = limit;
  }

  /** Whether there is another try after so many failures in a row. */
  public boolean left(int failures) {
    return failures < attempts;
  }

  /** Waits before the next try, with jitter: half of the pause to all of it. */
  public void pause(int failures) {
    long nanos = first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
    long bound = Math.max(2, Math.min(nanos, longest.toNanos()));
    sleep(ThreadLocalRandom.current().nextLong(bound / 2, bound));
  }

  /**
   * Notes what a host asked for.
   *
   * @return whether it can be waited for
   */
  public boolean note(String authority, Duration wait) {
    if (wait.compareTo(limit) > 0) {
      return false;
    }
    quietUntil.merge(authority, System.nanoTime() + wait.toNanos(), (a, b) -> a - b > 0 ? a : b);
    return true;
  }

  /** Waits until a host may be asked again. */
  public void await(String authority) {
    Long until = quietUntil.get(authority);
    if (until != null) {
      long left = until - System.nanoTime();
      if (left > 0) {
        sleep(left);
      } else {
        quietUntil.remove(authority, until);
      }
    }
  }

  /** The header {@code Retry-After}: seconds, or a date. */
  public static Optional<Duration> retryAfter(String text, Instant now) {
    String value = text.strip();
    if (value.matches("[0-9]+")) {
      return Optional.of(
          Duration.ofSeconds(
              value.length() > LONGEST_NUMBER ? Integer.MAX_VALUE : Long.parseLong(value)));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isBefore(now) ? Duration.ZERO : Duration.between(now, then));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting to ask a registry again", e);
    }
  }
}
