package io.carob.sandbox.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.sandbox.host.Executables;
import java.util.Arrays;
import java.util.List;

/** Lists in a configuration: arrays, or one text as a plain properties file has it. */
final class ConfigLists {

  private ConfigLists() {}

  /** Names, one an element or with commas between them. */
  static List<String> names(String[] values) {
    return Arrays.stream(values)
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * A program that a setting names. A name alone may be installed later; a path is meant as it is.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a path leads to no program
   */
  static String program(String key, String value) {
    if (value.startsWith("/") && Executables.find(value).isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "io.carob.sandbox: " + key + " = " + value + ": there is no such program");
    }
    return value;
  }

  /** A command, one word an element, or one text with spaces between the words. */
  static List<String> command(String[] values) {
    return values.length == 1 ? List.of(values[0].strip().split("\\s+", -1)) : List.of(values);
  }
}
