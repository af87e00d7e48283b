package io.carob.engine.pod;

import java.util.Map;

/** Kubernetes' {@code $(NAME)}: known names are replaced, others stay; {@code $$} is one dollar. */
final class Expansion {

  private Expansion() {}

  static String expand(String text, Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 >= text.length()) {
        out.append(c);
        i++;
      } else if (text.charAt(i + 1) == '$') {
        out.append('$');
        i += 2;
      } else {
        int end = text.charAt(i + 1) == '(' ? text.indexOf(')', i) : -1;
        String name = end < 0 ? "" : text.substring(i + 2, end);
        String value = values.get(name);
        if (end < 0 || value == null) {
          out.append(c);
          i++;
        } else {
          out.append(value);
          i = end + 1;
        }
      }
    }
    return out.toString();
  }
}
