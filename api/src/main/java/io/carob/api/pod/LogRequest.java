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
 * @param output which of the container's outputs; {@code tail} counts the lines of both
 */
public record LogRequest(
    String namespace,
    String pod,
    Optional<String> container,
    boolean follow,
    OptionalInt tail,
    Optional<Instant> since,
    boolean previous,
    boolean timestamps,
    Output output) {

  /** Checks that all parts are there. */
  public LogRequest {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(pod);
    Objects.requireNonNull(container);
    Objects.requireNonNull(tail);
    Objects.requireNonNull(since);
    Objects.requireNonNull(output);
  }

  /** A request for both outputs, in the order they came. */
  public LogRequest(
      String namespace,
      String pod,
      Optional<String> container,
      boolean follow,
      OptionalInt tail,
      Optional<Instant> since,
      boolean previous,
      boolean timestamps) {
    this(namespace, pod, container, follow, tail, since, previous, timestamps, Output.BOTH);
  }

  /** What a container writes to. */
  public enum Output {
    /** Standard output and standard error. */
    BOTH,
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
  }
}
