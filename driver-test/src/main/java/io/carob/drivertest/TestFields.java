package io.carob.drivertest;

import io.carob.tck.volume.ShownObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a volume plugin is tested with.
 *
 * @param fields {@code name=text} or {@code name:=value}, with a number, true or false
 * @param refused fields that must be refused, each alone
 * @param shows the config object that the volume shows
 */
record TestFields(List<String> fields, List<String> refused, Optional<ShownObject> shows) {

  static TestFields of(Options options) {
    String[] shown = options.shows().split("/", 2);
    return new TestFields(
        options.fields(),
        options.refused(),
        shown.length < 2 ? Optional.empty() : Optional.of(new ShownObject(shown[0], shown[1])));
  }

  /** The valid fields. */
  Map<String, Object> valid() {
    Map<String, Object> all = new LinkedHashMap<>();
    fields.forEach(word -> put(all, word));
    return all;
  }

  /** The valid fields, with one that is not, for each that must be refused. */
  List<Map<String, Object>> invalid() {
    return refused.stream()
        .map(
            word -> {
              Map<String, Object> all = valid();
              put(all, word);
              return all;
            })
        .toList();
  }

  private static void put(Map<String, Object> all, String word) {
    int equals = word.indexOf('=');
    String text = word.substring(equals + 1);
    if (word.charAt(equals - 1) != ':') {
      all.put(word.substring(0, equals), text);
    } else {
      all.put(word.substring(0, equals - 1), value(text));
    }
  }

  private static Object value(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
  }
}
