package io.carob.rest.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** Writes a JSON tree as YAML, in kubectl's style. Every text reads back as the same text. */
public final class Yaml {

  private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/";
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private Yaml() {}

  /** The tree as one document. */
  public static String write(JsonNode node) {
    StringBuilder out = new StringBuilder();
    if (node.isContainerNode() && !node.isEmpty()) {
      block(out, node, "", "");
    } else {
      out.append(scalar(node)).append('\n');
    }
    return out.toString();
  }

  /** Writes a container; {@code first} begins its first line, {@code indent} the others. */
  private static void block(StringBuilder out, JsonNode node, String first, String indent) {
    String start = first;
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        out.append(start).append(text(field.getKey())).append(':');
        value(out, field.getValue(), indent);
        start = indent;
      }
    } else {
      for (JsonNode element : node) {
        if (element.isContainerNode() && !element.isEmpty()) {
          block(out, element, start + "- ", indent + "  ");
        } else {
          out.append(start).append("- ").append(leaf(element, indent + "  ")).append('\n');
        }
        start = indent;
      }
    }
  }

  private static void value(StringBuilder out, JsonNode value, String indent) {
    if (value.isContainerNode() && !value.isEmpty()) {
      String inner = value.isObject() ? indent + "  " : indent;
      out.append('\n');
      block(out, value, inner, inner);
    } else {
      out.append(' ').append(leaf(value, indent + "  ")).append('\n');
    }
  }

  private static String leaf(JsonNode node, String indent) {
    if (node.isTextual() && literal(node.textValue())) {
      String text = node.textValue();
      StringBuilder out = new StringBuilder(text.endsWith("\n") ? "|" : "|-");
      text.lines().forEach(line -> out.append('\n').append(line.isEmpty() ? "" : indent + line));
      return out.toString();
    }
    return scalar(node);
  }

  /** Whether a text of several lines can stand as it is, without losing anything. */
  private static boolean literal(String text) {
    if (text.indexOf('\n') < 1 || text.charAt(0) == ' ' || text.endsWith("\n\n")) {
      return false;
    }
    return text.codePoints()
        .allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0x2000));
  }

  private static String scalar(JsonNode node) {
    if (node.isTextual()) {
      return text(node.textValue());
    }
    return node.toString();
  }

  private static String text(String text) {
    return plain(text) ? text : quoted(text);
  }

  /** In double quotes, as in JSON, with everything but printable ASCII and letters escaped. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < 0x20 || (c >= 0x7f && !Character.isLetterOrDigit(c))) {
        String hex = Integer.toHexString(c);
        out.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static boolean plain(String text) {
    if (text.isEmpty() || PLAIN.indexOf(text.charAt(0)) < 0 || WORDS.contains(lower(text))) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean safe =
          PLAIN.indexOf(c) >= 0
              || (c >= '0' && c <= '9')
              || "-.+=@%,()".indexOf(c) >= 0
              || (c == ' ' && i + 1 < text.length())
              || (c == ':' && i + 1 < text.length() && text.charAt(i + 1) != ' ');
      if (!safe) {
        return false;
      }
    }
    return true;
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }
}
