package io.carob.health;

import java.time.Duration;

/** What is said of a check that gives no result. */
final class Words {

  private Words() {}

  static String hangs(Duration took) {
    return "does not answer, for "
        + took.toSeconds()
        + " s; `carob support` has what its thread does";
  }

  static String failed(Asked.Outcome<?> outcome) {
    return "its check failed: " + outcome.failure().map(Throwable::toString).orElse("no result");
  }
}
