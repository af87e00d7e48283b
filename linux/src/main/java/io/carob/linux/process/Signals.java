package io.carob.linux.process;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Locale;

/** Names and numbers of signals, as on all architectures that Carob runs on. */
public final class Signals {

  /** Ends a process at once. */
  public static final int KILL = 9;

  /** Asks a process to end. */
  public static final int TERM = 15;

  private static final int FIRST_REALTIME = 34;
  private static final int LAST = 64;
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private Signals() {}

  /**
   * The number of a signal given as {@code TERM}, {@code SIGTERM}, {@code 15}, {@code RTMIN+3} or
   * {@code SIGRTMAX-1}, in any case.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} for anything else
   */
  public static int number(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    name = name.startsWith("SIG") ? name.substring(3) : name;
    int listed = NAMES.indexOf(alias(name)) + 1;
    int number = listed > 0 ? listed : other(name);
    if (number < 1 || number > LAST) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "signal " + text + " is unknown; give a name such as SIGTERM or a number from 1 to 64");
    }
    return number;
  }

  /** The name with {@code SIG}, such as {@code SIGTERM} or {@code SIGRTMIN+3}. */
  public static String name(int number) {
    if (number >= 1 && number <= NAMES.size()) {
      return "SIG" + NAMES.get(number - 1);
    }
    if (number == FIRST_REALTIME) {
      return "SIGRTMIN";
    }
    boolean realtime = number > FIRST_REALTIME && number <= LAST;
    return realtime ? "SIGRTMIN+" + (number - FIRST_REALTIME) : Integer.toString(number);
  }

  private static String alias(String name) {
    return switch (name) {
      case "IOT" -> "ABRT";
      case "CLD" -> "CHLD";
      case "POLL" -> "IO";
      default -> name;
    };
  }

  private static int other(String name) {
    try {
      if (name.equals("RTMIN") || name.startsWith("RTMIN+")) {
        return FIRST_REALTIME + offset(name);
      }
      if (name.equals("RTMAX") || name.startsWith("RTMAX-")) {
        return LAST - offset(name);
      }
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int offset(String name) {
    int value = name.length() == 5 ? 0 : Integer.parseInt(name.substring(6));
    return value > LAST - FIRST_REALTIME ? LAST : value;
  }
}
