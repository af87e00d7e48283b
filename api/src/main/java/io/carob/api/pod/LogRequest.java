package io.carob.api.pod;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which part of which log.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param container the container; empty for the only one
 * @param follow whether to go on until the container ends
 * @param tail only the last lines
 * @param since only lines from then on
 * @param previous the run before the present one
 * @param timestamps whether each line begins with its time
 */
public record LogRequest(
    String namespace,
    String pod,
    Optional<String> container,
    boolean follow,
    OptionalInt tail,
    Optional<Instant> since,
    boolean previous,
    boolean timestamps) {

  /** Checks that all parts are there. */
  public LogRequest {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(pod);
    Objects.requireNonNull(container);
    Objects.requireNonNull(tail);
    Objects.requireNonNull(since);
  }
}
