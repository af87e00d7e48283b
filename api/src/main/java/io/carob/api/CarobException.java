package io.carob.api;

import java.util.Objects;

/**
 * The one exception of Carob. Its {@link #code()} is API; its message is for people and says the
 * operation, the subject, the reason, and what to do.
 */
public final class CarobException extends RuntimeException {

  /** What kind of failure it is. */
  private final ErrorCode code;

  /**
   * Makes an exception without a cause.
   *
   * @param code the stable error code
   * @param message operation, subject, reason and way out, in one or two sentences
   */
  public CarobException(ErrorCode code, String message) {
    super(Objects.requireNonNull(message));
    this.code = Objects.requireNonNull(code);
  }

  /**
   * Makes an exception with the failure that led to it.
   *
   * @param code the stable error code
   * @param message operation, subject, reason and way out, in one or two sentences
   * @param cause what was thrown below
   */
  public CarobException(ErrorCode code, String message, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /** {@return the stable error code} */
  public ErrorCode code() {
    return code;
  }
}
