package io.carob.api.sandbox;

import java.time.Instant;
import java.util.Objects;

/**
 * How a container ended.
 *
 * @param code the exit code; 128 plus the signal's number when a signal ended it
 * @param oomKilled whether the kernel ended it for want of memory
 * @param finished when it ended
 */
public record ExitStatus(int code, boolean oomKilled, Instant finished) {

  /** Checks that the time is there. */
  public ExitStatus {
    Objects.requireNonNull(finished);
  }
}
