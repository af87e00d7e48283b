package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on error codes. */
public final class Codes {

  private Codes() {}

  /** Runs the call, which must fail with that code. */
  public static CarobException assertFails(ErrorCode code, ThrowingCallable call) {
    CarobException failure = catchThrowableOfType(CarobException.class, call);
    assertThat(failure).as("a failure with %s", code).isNotNull();
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
