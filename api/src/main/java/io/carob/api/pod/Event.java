package io.carob.api.pod;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened, as in Kubernetes.
 *
 * @param time when (last)
 * @param type {@code Normal} or {@code Warning}
 * @param reason one word in capitals, such as {@code Started}
 * @param subject what it happened to
 * @param message one sentence
 * @param count how often in a row
 */
public record Event(
    Instant time, String type, String reason, ResourceKey subject, String message, int count) {

  /** Checks that all parts are there. */
  public Event {
    Objects.requireNonNull(time);
    Objects.requireNonNull(type);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(message);
  }
}
