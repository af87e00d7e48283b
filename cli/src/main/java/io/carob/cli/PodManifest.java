package io.carob.cli;

import java.util.ArrayList;
import java.util.List;

/** The manifest of a pod of one container, as JSON. */
final class PodManifest {

  private PodManifest() {}

  static String of(
      String name, String image, String restart, List<String> env, List<String> command) {
    List<String> variables = new ArrayList<>();
    for (String entry : env) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new CliException(
            CliException.USAGE, "environment \"" + entry + "\" is not NAME=VALUE");
      }
      variables.add(
          "{\"name\":"
              + text(entry.substring(0, equals))
              + ",\"value\":"
              + text(entry.substring(equals + 1))
              + "}");
    }
    List<String> args = new ArrayList<>();
    for (String word : command) {
      args.add(text(word));
    }
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":"
        + text(name)
        + ",\"labels\":{\"run\":"
        + text(name)
        + "}},\"spec\":{\"restartPolicy\":"
        + text(restart)
        + ",\"containers\":[{\"name\":"
        + text(name)
        + ",\"image\":"
        + text(image)
        + (args.isEmpty() ? "" : ",\"command\":[" + String.join(",", args) + "]")
        + (variables.isEmpty() ? "" : ",\"env\":[" + String.join(",", variables) + "]")
        + "}]}}";
  }

  static String text(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
