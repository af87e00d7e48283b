package io.carob.tck.volume;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Variants of valid fields in which one text, at any depth, is a path that leaves its folder. */
final class HostileFields {

  /** What the paths lead to; nothing of that name may ever be made. */
  static final String ESCAPE = "tck-escape";

  private HostileFields() {}

  static List<Map<String, Object>> variants(Map<String, Object> fields, Path base) {
    List<String> texts =
        List.of(
            "../../../../" + ESCAPE,
            "..",
            base.resolve("pods") + "/../" + ESCAPE,
            "x/../../" + ESCAPE);
    List<Map<String, Object>> out = new ArrayList<>();
    for (String text : texts) {
      for (Object variant : variants(fields, text)) {
        out.add(asFields((Map<?, ?>) variant));
      }
    }
    return out;
  }

  private static List<Object> variants(Object value, String text) {
    List<Object> out = new ArrayList<>();
    if (value instanceof String) {
      out.add(text);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            for (Object variant : variants(inner, text)) {
              Map<String, Object> copy = asFields(map);
              copy.put(String.valueOf(key), variant);
              out.add(copy);
            }
          });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        for (Object variant : variants(list.get(i), text)) {
          List<Object> copy = new ArrayList<>(list);
          copy.set(i, variant);
          out.add(copy);
        }
      }
    }
    return out;
  }

  private static Map<String, Object> asFields(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
