package io.carob.engine.pod;

import java.time.Duration;

/**
 * How long to wait before the next run: not at all the first time, then the base, doubled each time
 * up to the limit. As in Kubernetes.
 *
 * @param base delay of the second restart in a row
 * @param max longest delay
 * @param reset a run that lasted this long begins the row anew
 */
record Backoff(Duration base, Duration max, Duration reset) {

  /** The number of the next run in the row, after one that lasted so long. */
  int failures(int before, Duration lasted) {
    return (lasted.compareTo(reset) >= 0 ? 0 : before) + 1;
  }

  /** The delay before the next run, for the n-th end in a row. */
  Duration delay(int failures) {
    return failures <= 1 ? Duration.ZERO : retry(failures - 1);
  }

  /** The delay before the n-th repetition of a step that did not succeed. */
  Duration retry(int tries) {
    Duration delay = base;
    for (int i = 1; i < tries && delay.compareTo(max) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(max) < 0 ? delay : max;
  }
}
