package io.carob.drivertest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a header of a bundle's manifest: packages or paths, each with attributes. */
final class Header {

  private Header() {}

  /** The names with their attributes; directives keep their colon: {@code resolution:}. */
  static Map<String, Map<String, String>> parse(String header) {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (String clause : split(header, ',')) {
      List<String> names = new ArrayList<>();
      Map<String, String> attributes = new LinkedHashMap<>();
      for (String part : split(clause, ';')) {
        int equals = part.indexOf('=');
        if (equals < 0) {
          names.add(part);
        } else {
          attributes.put(
              part.substring(0, equals).strip(), part.substring(equals + 1).replace("\"", ""));
        }
      }
      names.forEach(name -> all.merge(name, attributes, Header::both));
    }
    return all;
  }

  /** A package that is named twice has two versions, parted by a space. */
  private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
    Map<String, String> both = new LinkedHashMap<>(one);
    other.forEach(
        (name, value) ->
            both.merge(name, value, (a, b) -> name.equals("version") ? a + " " + b : a));
    return both;
  }

  /** Splits outside of quotes. */
  private static List<String> split(String text, char at) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    String closed = text + at;
    for (int n = 0; n < closed.length(); n++) {
      char c = closed.charAt(n);
      quoted ^= c == '"';
      if (c == at && !quoted) {
        if (!part.toString().isBlank()) {
          parts.add(part.toString().strip());
        }
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    return parts;
  }
}
