package io.carob.linux.internal;

import io.carob.api.CarobException;
import io.carob.linux.Errno;
import io.carob.linux.RawName;

/** The one place where a failed call becomes a {@link CarobException}. */
public final class LinuxError {

  private LinuxError() {}

  /**
   * Describes a failed call.
   *
   * @param call the call's name, such as {@code mkdirat}
   * @param subject what it was called on, raw
   * @param number the error number, of either sign
   */
  public static CarobException of(String call, String subject, int number) {
    return of(call, subject, number, "");
  }

  /** The same with a way out or more detail appended. */
  public static CarobException of(String call, String subject, int number, String hint) {
    int positive = Math.abs(number);
    return new CarobException(
        Errno.code(positive),
        call
            + " "
            + RawName.toText(subject)
            + ": "
            + Errno.describe(positive)
            + (hint.isEmpty() ? "" : "; " + hint));
  }

  /** Returns the result of a call, or throws for a negative one. */
  public static int check(int result, String call, String subject) {
    if (result < 0) {
      throw of(call, subject, result);
    }
    return result;
  }

  /** Returns the result of a call, or throws for a negative one. */
  public static long check(long result, String call, String subject) {
    if (result < 0) {
      throw of(call, subject, (int) result);
    }
    return result;
  }
}
