package io.carob.rest.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** Runs an action at most once, whoever comes first. */
final class Once {

  private final AtomicBoolean done = new AtomicBoolean();
  private final Runnable action;

  Once(Runnable action) {
    this.action = action;
  }

  void run() {
    if (done.compareAndSet(false, true)) {
      action.run();
    }
  }
}
