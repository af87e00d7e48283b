package io.carob.rest.http;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Who answers a request: its own thread, or another one when a driver keeps that beyond its limit.
 * The first that asks, answers.
 */
final class Turn {

  private enum Whose {
    NOBODYS,
    OWN,
    ANOTHERS
  }

  private final AtomicReference<Whose> whose = new AtomicReference<>(Whose.NOBODYS);

  /** The request's own thread answers; false when another one has. */
  boolean own() {
    return whose.compareAndSet(Whose.NOBODYS, Whose.OWN) || whose.get() == Whose.OWN;
  }

  /** Another thread answers; false when somebody does already. */
  boolean another() {
    return whose.compareAndSet(Whose.NOBODYS, Whose.ANOTHERS);
  }
}
