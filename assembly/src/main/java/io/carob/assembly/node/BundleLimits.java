package io.carob.assembly.node;

import java.time.Duration;

/**
 * How long a bundle's own code may take.
 *
 * @param start to start
 * @param stop to stop: what was begun may go on for a while then
 */
record BundleLimits(Duration start, Duration stop) {

  /** Longer than any of Carob's own bundles lets go on what was begun, when it stops. */
  static final Duration ENDS = Duration.ofSeconds(90);

  Duration of(String operation) {
    return operation.equals("start") ? start : stop;
  }

  /** Longer than another command on the same bundle may take: there and back again. */
  Duration patience() {
    return start.plus(stop).multipliedBy(2).plusSeconds(10);
  }
}
