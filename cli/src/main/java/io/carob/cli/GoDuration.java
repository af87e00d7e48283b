package io.carob.cli;

/** Durations as Go writes them, and kubectl with it: {@code 90s}, {@code 1m30s}, {@code 0}. */
final class GoDuration {

  private static final String[] UNITS = {"ns", "us", "ms", "s", "m", "h"};
  private static final double[] MILLIS = {1e-6, 1e-3, 1, 1e3, 6e4, 3.6e6};

  private GoDuration() {}

  /** In milliseconds; an {@code IllegalArgumentException} says what is wrong. */
  static long millis(String text) {
    boolean negative = text.startsWith("-");
    String left = negative || text.startsWith("+") ? text.substring(1) : text;
    if (left.isEmpty()) {
      throw invalid(text);
    }
    double millis = 0;
    while (!left.isEmpty() && !left.equals("0")) {
      int end = 0;
      while (end < left.length() && "0123456789.".indexOf(left.charAt(end)) >= 0) {
        end++;
      }
      int unit = unit(left.substring(end));
      if (end == 0 || unit < 0) {
        throw invalid(text);
      }
      millis += number(text, left.substring(0, end)) * MILLIS[unit];
      left = left.substring(end + UNITS[unit].length());
    }
    return Math.round(negative ? -millis : millis);
  }

  /** The value of {@code --timeout}, in milliseconds; wrong usage of the command otherwise. */
  static long timeout(String text, ClientCommand command) {
    try {
      return millis(text);
    } catch (IllegalArgumentException e) {
      throw command.usage("invalid --timeout: " + e.getMessage());
    }
  }

  private static double number(String text, String digits) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      IllegalArgumentException invalid = invalid(text);
      invalid.addSuppressed(e);
      throw invalid;
    }
  }

  /** The unit that the text begins with; {@code m} is not {@code ms}. */
  private static int unit(String text) {
    for (int i = 0; i < UNITS.length; i++) {
      if (text.startsWith(UNITS[i])) {
        return i;
      }
    }
    return -1;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no duration; write it as 30s, 1m30s or 0");
  }
}
