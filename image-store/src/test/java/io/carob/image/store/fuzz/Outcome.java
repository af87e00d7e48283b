package io.carob.image.store.fuzz;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Set;

/** What hostile input may lead to: success, or a refusal that says what is wrong with the input. */
final class Outcome {

  static final Set<ErrorCode> REFUSALS =
      Set.of(ErrorCode.DATA_LOSS, ErrorCode.INVALID_ARGUMENT, ErrorCode.RESOURCE_EXHAUSTED);

  private Outcome() {}

  /** The code of the refusal, empty for success; all else is a finding. */
  static String of(Runnable work) {
    return of(work, REFUSALS);
  }

  static String of(Runnable work, Set<ErrorCode> allowed) {
    try {
      work.run();
      return "";
    } catch (CarobException e) {
      if (!allowed.contains(e.code()) || e.getMessage() == null) {
        throw new AssertionError("input must not lead to " + e.code(), e);
      }
      return e.code().toString();
    }
  }
}
