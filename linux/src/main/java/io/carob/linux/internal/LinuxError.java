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

  /** What helps whatever the call was. */
  private static String wayOut(int number) {
    if (number == Errno.EROFS.number()) {
      return "the kernel's log (dmesg) may say why; check it, and `mount -o remount,rw`";
    }
    if (number == Errno.EIO.number()) {
      return "the kernel's log (dmesg) says more";
    }
    return number == Errno.ENOSPC.number() ? "free some space and try again" : "";
  }

  /** The same with a way out or more detail appended. */
  public static CarobException of(String call, String subject, int number, String hint) {
    int positive = Math.abs(number);
    String more = hint.isEmpty() ? wayOut(positive) : hint;
    return new CarobException(
        Errno.code(positive),
        call
            + " "
            + RawName.toText(subject)
            + ": "
            + Errno.describe(positive)
            + (more.isEmpty() ? "" : "; " + more));
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
