package io.carob.engine.pod;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often each step of one pod was tried in a row, and when it is tried again. */
final class Tries {

  private static final Backoff RETRY =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(10));

  private final Node node;
  private final PodTimer timer;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  Tries(Node node, PodTimer timer) {
    this.node = node;
    this.timer = timer;
  }

  /** One more; how many in a row. */
  int count(String what) {
    return counts.merge(what, 1, Integer::sum);
  }

  /** One more; how long to wait before the next. */
  Duration delay(String what) {
    return RETRY.retry(count(what));
  }

  /** One more; wakes the pod for the next. */
  void again(String what) {
    timer.wakeAt(node.work().now().plus(delay(what)));
  }

  /** It succeeded, or is tried anew. */
  void forget(String what) {
    counts.remove(what);
  }
}
