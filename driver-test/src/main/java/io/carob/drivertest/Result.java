package io.carob.drivertest;

import io.carob.tck.Clause;
import io.carob.tck.TckFailure;
import java.util.Optional;

/**
 * How one test ended.
 *
 * @param title the clause, a colon, and what the test claims
 * @param failure why it failed; empty when it passed or did not run
 * @param leftOut why it did not run; an empty text when it did
 * @param nanos how long it took
 */
record Result(String title, Optional<TckFailure> failure, String leftOut, long nanos) {

  boolean isPassed() {
    return failure.isEmpty() && leftOut.isEmpty();
  }

  boolean isFailed() {
    return failure.isPresent();
  }

  /** The clause's short form, such as {@code S4}. */
  String clauseId() {
    return Clause.of(title).map(Clause::id).orElse("");
  }
}
