package io.carob.sandbox.oci;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Locale;

/** Signals by name or number, see signal(7). */
public final class Signals {

  /** The kill that nothing can catch. */
  public static final int KILL = 9;

  private static final int MAX = 64;

  private static final int REAL_TIME_MIN = 34;

  /** Names at the place of their number, as on x86 and ARM. */
  private static final List<String> NAMES =
      List.of(
          "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
          "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
          "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private Signals() {}

  /**
   * The number of a signal.
   *
   * @param signal {@code SIGTERM}, {@code TERM}, {@code 15}, {@code SIGRTMIN+3}
   * @throws CarobException {@code INVALID_ARGUMENT} when there is no such signal
   */
  public static int number(String signal) {
    String upper = signal.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    int found = name.isEmpty() ? -1 : NAMES.indexOf(name);
    if (found < 0) {
      found = realTime(name);
    }
    if (found < 1 || found > MAX) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "'" + signal + "' is no signal; name one such as SIGTERM, or a number from 1 to " + MAX);
    }
    return found;
  }

  private static int realTime(String name) {
    try {
      if (name.startsWith("RTMIN")) {
        return REAL_TIME_MIN + offset(name.substring(5), '+');
      }
      if (name.startsWith("RTMAX")) {
        return MAX - offset(name.substring(5), '-');
      }
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static int offset(String text, char sign) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.charAt(0) != sign) {
      throw new NumberFormatException(text);
    }
    return Integer.parseInt(text.substring(1));
  }
}
