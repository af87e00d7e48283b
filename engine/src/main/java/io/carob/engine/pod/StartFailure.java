package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Instant;

/** A container that could not start: which failures count as a run, and with which exit code. */
final class StartFailure {

  private StartFailure() {}

  /** Whether trying the same again is for the restart policy, not for the node. */
  static boolean countsAsRun(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT, INTERNAL, ALREADY_EXISTS, DATA_LOSS ->
          true;
      case FAILED_PRECONDITION, RESOURCE_EXHAUSTED, UNSUPPORTED, UNAVAILABLE -> false;
    };
  }

  static Ended ended(Made made, CarobException e, Instant now) {
    int code =
        switch (e.code()) {
          case NOT_FOUND -> 127;
          case PERMISSION_DENIED -> 126;
          default -> 128;
        };
    String reason = code == 128 ? "StartError" : "ContainerCannotRun";
    return new Ended(made.id(), code, reason, String.valueOf(e.getMessage()), now, now);
  }
}
