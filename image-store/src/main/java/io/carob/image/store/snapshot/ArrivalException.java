package io.carob.image.store.snapshot;

import io.carob.api.CarobException;

/**
 * The cause of a failure to unpack a layer by one who followed its blob as it came: the pull was
 * broken off, or the blob began anew. Whoever has the blob may try for himself.
 */
public final class ArrivalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private ArrivalException(CarobException failure) {
    super(failure);
  }

  static CarobException of(CarobException failure) {
    return new CarobException(
        failure.code(), String.valueOf(failure.getMessage()), new ArrivalException(failure));
  }

  /** Whether a failure is such a one. */
  public static boolean is(Throwable failure) {
    return failure.getCause() instanceof ArrivalException;
  }
}
