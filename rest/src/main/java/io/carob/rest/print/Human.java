package io.carob.rest.print;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Sizes and ages in the words of docker and kubectl. */
public final class Human {

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Human() {}

  /** A size with three digits and decimal units, as docker writes it: {@code 4.27MB}. */
  public static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + "B";
    }
    int unit = 0;
    double value = bytes;
    // 999.5 would be written as 1000.
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return digits(value, decimals) + UNITS[unit];
  }

  private static String digits(double value, int decimals) {
    String text =
        java.math.BigDecimal.valueOf(value)
            .setScale(decimals, java.math.RoundingMode.HALF_UP)
            .toPlainString();
    if (decimals == 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /** An age as kubectl writes it: {@code 45s}, {@code 3m20s}, {@code 5h}, {@code 12d}. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (seconds < 120) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (hours < 3) {
      return minutes + "m";
    }
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    if (days < 8) {
      return two(days, "d", hours % 24, "h");
    }
    return days < 730 ? days + "d" : two(days / 365, "y", days % 365, "d");
  }

  /** The age of something that began then. */
  public static String age(Instant then, Instant now) {
    return age(Duration.between(then, now));
  }

  /** The age of something that began at that time, in the form of RFC 3339. */
  public static String age(String then, Instant now) {
    return instant(then).map(time -> age(time, now)).orElse("<unknown>");
  }

  /** A time in the form of RFC 3339; empty when it is none. */
  public static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String two(long first, String unit, long second, String smaller) {
    return second == 0 ? first + unit : first + unit + second + smaller;
  }
}
