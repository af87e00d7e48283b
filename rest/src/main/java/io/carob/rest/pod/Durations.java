package io.carob.rest.pod;

import io.carob.rest.http.Call;
import java.time.Duration;

/** Durations as kubectl takes them: {@code 10m}, {@code 1h30m}, {@code 45s}, {@code 500ms}. */
final class Durations {

  private Durations() {}

  /** Reads a duration; {@code INVALID_ARGUMENT} names the parameter when it is none. */
  static Duration parse(String parameter, String text) {
    Duration sum = Duration.ZERO;
    int at = 0;
    while (at < text.length()) {
      int digits = at;
      while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
        digits++;
      }
      int unit = digits;
      while (unit < text.length() && Character.isLetter(text.charAt(unit))) {
        unit++;
      }
      if (digits == at || digits - at > 12) {
        throw invalid(parameter, text);
      }
      long number = Long.parseLong(text.substring(at, digits));
      sum = sum.plus(of(number, text.substring(digits, unit), parameter, text));
      at = unit;
    }
    if (text.isEmpty()) {
      throw invalid(parameter, text);
    }
    return sum;
  }

  private static Duration of(long number, String unit, String parameter, String text) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s", "" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(Math.min(number, 1_000_000));
      default -> throw invalid(parameter, text);
    };
  }

  private static RuntimeException invalid(String parameter, String text) {
    return Call.invalid(
        parameter,
        "\""
            + text
            + "\" is neither a duration such as 10m nor a time such as"
            + " 2026-01-31T12:00:00Z");
  }
}
