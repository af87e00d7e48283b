package io.carob.tck.story;

import io.carob.api.CarobException;
import java.util.Arrays;
import java.util.List;

/** What was thrown, in a line that leads to its place in the driver. */
final class Thrown {

  /** Whose frames tell a driver's author nothing. */
  private static final List<String> OTHERS =
      List.of(
          "java.",
          "jdk.",
          "sun.",
          "org.junit.",
          "org.assertj.",
          "io.carob.tck.",
          "io.carob.linux.");

  private Thrown() {}

  static String say(Throwable thrown) {
    String what =
        thrown instanceof CarobException e
            ? "CarobException " + e.code() + ": " + e.getMessage()
            : thrown.toString();
    return what + place(thrown);
  }

  private static String place(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(frame -> OTHERS.stream().noneMatch(frame.getClassName()::startsWith))
        .findFirst()
        .map(frame -> ", at " + frame)
        .orElse("");
  }
}
