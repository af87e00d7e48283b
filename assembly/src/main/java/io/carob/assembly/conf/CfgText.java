package io.carob.assembly.conf;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** Changes settings in the text of a file, and leaves all else of it as its owner wrote it. */
final class CfgText {

  private final List<String> lines = new ArrayList<>();

  private CfgText(String text) {
    lines.addAll(text.lines().toList());
  }

  /** The text with these values in it. */
  static String with(String text, Map<String, String> values) {
    CfgText changed = new CfgText(text);
    values.forEach(changed::set);
    return String.join("\n", changed.lines) + "\n";
  }

  private void set(String key, String value) {
    String line = escaped(key, true) + " = " + escaped(value, false);
    int at = indexOf(key);
    if (at >= 0) {
      int end = at;
      while (isContinued(lines.get(end)) && end + 1 < lines.size()) {
        end++;
      }
      lines.subList(at + 1, end + 1).clear();
      lines.set(at, line);
      return;
    }
    int proposal = proposal(key);
    lines.add(proposal < 0 ? lines.size() : proposal + 1, line);
  }

  /** The line where a key is set; -1 when it is not. */
  private int indexOf(String key) {
    for (int at = 0; at < lines.size(); at++) {
      int start = at;
      StringBuilder whole = new StringBuilder(lines.get(at));
      while (isContinued(lines.get(at)) && at + 1 < lines.size()) {
        at++;
        whole.append('\n').append(lines.get(at));
      }
      if (keys(whole.toString()).contains(key)) {
        return start;
      }
    }
    return -1;
  }

  /** The comment that shows how the key could be set; -1 when there is none. */
  private int proposal(String key) {
    Pattern commented = Pattern.compile("\\s*[#!]\\s*" + Pattern.quote(key) + "\\s*[=:].*");
    for (int at = 0; at < lines.size(); at++) {
      if (commented.matcher(lines.get(at)).matches()) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1 && !line.strip().startsWith("#") && !line.strip().startsWith("!");
  }

  private static java.util.Set<String> keys(String line) {
    Properties read = new Properties();
    try {
      read.load(new StringReader(line));
    } catch (IOException | IllegalArgumentException e) {
      return java.util.Set.of(); // it sets nothing that anybody could mean
    }
    return read.stringPropertyNames();
  }

  private static String escaped(String text, boolean key) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '=', ':', '#', '!', ' ' -> out.append(key ? "\\" : "").append(c);
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
