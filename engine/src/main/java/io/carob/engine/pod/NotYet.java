package io.carob.engine.pod;

import io.carob.api.CarobException;

/** Something that a container needs is not there; it waits and is tried again. */
final class NotYet extends RuntimeException {

  private final String reason;
  private final CarobException why;

  NotYet(String reason, CarobException why) {
    super(why.getMessage(), why);
    this.reason = reason;
    this.why = why;
  }

  /** The word for it in the container's status. */
  String reason() {
    return reason;
  }

  CarobException why() {
    return why;
  }
}
