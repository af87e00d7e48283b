package io.carob.engine.log;

import io.carob.api.pod.LogRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which part of a log, and how it is shown.
 *
 * @param tail only the last lines
 * @param since only lines from then on
 * @param timestamps whether each line begins with its time
 * @param output which of the outputs
 */
public record LogRange(
    OptionalInt tail, Optional<Instant> since, boolean timestamps, LogRequest.Output output) {

  /** Of both outputs. */
  public LogRange(OptionalInt tail, Optional<Instant> since, boolean timestamps) {
    this(tail, since, timestamps, LogRequest.Output.BOTH);
  }
}
