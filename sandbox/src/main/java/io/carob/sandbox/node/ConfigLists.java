package io.carob.sandbox.node;

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

  /** A command, one word an element, or one text with spaces between the words. */
  static List<String> command(String[] values) {
    return values.length == 1 ? List.of(values[0].strip().split("\\s+", -1)) : List.of(values);
  }
}
