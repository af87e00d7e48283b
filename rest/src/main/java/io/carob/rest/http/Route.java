package io.carob.rest.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One method on one pattern of paths.
 *
 * @param method the HTTP method
 * @param pattern a path whose parts in braces match any one segment, as in OpenAPI
 * @param action what it does
 */
public record Route(String method, String pattern, Action action) {

  /** The values of the parts in braces, when the path fits. */
  Optional<Map<String, String>> match(List<String> segments) {
    String[] parts = pattern.substring(1).split("/", -1);
    if (parts.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].startsWith("{")) {
        values.put(parts[i].substring(1, parts[i].length() - 1), segments.get(i));
      } else if (!parts[i].equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
