package io.carob.engine.sharing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/<pid>/mountinfo}, see proc_pid_mountinfo(5). Pure.
 *
 * @param target where it is mounted
 * @param type the file system type
 * @param superOptions options of the file system, each as it stands there
 * @param readOnly whether this mount or the whole file system is read-only
 * @param line the line itself
 */
record MountLine(
    String target, String type, List<String> superOptions, boolean readOnly, String line) {

  static Optional<MountLine> parse(String line) {
    String[] fields = line.split(" ", -1);
    int dash = 6;
    while (dash < fields.length && !fields[dash].equals("-")) {
      dash++;
    }
    if (fields.length < 7 || dash + 3 >= fields.length) {
      return Optional.empty();
    }
    List<String> options = List.of(fields[dash + 3].split(","));
    boolean readOnly = List.of(fields[5].split(",")).contains("ro") || options.contains("ro");
    return Optional.of(new MountLine(octal(fields[4]), fields[dash + 1], options, readOnly, line));
  }

  /** The mount that shows at the root: the last one, for later ones go over earlier ones. */
  static Optional<MountLine> root(List<String> lines) {
    return lines.stream()
        .map(MountLine::parse)
        .flatMap(Optional::stream)
        .filter(mount -> mount.target().equals("/"))
        .reduce((first, second) -> second);
  }

  boolean overlay() {
    return type.equals("overlay");
  }

  Optional<String> upper() {
    return option("upperdir");
  }

  Optional<String> work() {
    return option("workdir");
  }

  /** The lower folders, nearest first, in either of the two forms that kernels write. */
  List<String> lower() {
    List<String> out = new ArrayList<>();
    for (String option : superOptions) {
      if (option.startsWith("lowerdir+=")) {
        out.add(octal(option.substring("lowerdir+=".length())));
      } else if (option.startsWith("lowerdir=")) {
        out.addAll(colons(octal(option.substring("lowerdir=".length()))));
      }
    }
    return out;
  }

  private Optional<String> option(String name) {
    return superOptions.stream()
        .filter(option -> option.startsWith(name + "="))
        .map(option -> octal(option.substring(name.length() + 1)))
        .findFirst();
  }

  /** Splits at colons; a backslash takes the next character as it is. */
  private static List<String> colons(String text) {
    List<String> out = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        part.append(text.charAt(++i));
      } else if (c == ':') {
        if (!part.isEmpty()) {
          out.add(part.toString());
        }
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (!part.isEmpty()) {
      out.add(part.toString());
    }
    return out;
  }

  /** The kernel writes blanks, commas and backslashes as a backslash and three octal digits. */
  static String octal(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\' && i + 3 < in.length && digits(in, i + 1)) {
        out[length++] = (byte) ((in[i + 1] - '0') * 64 + (in[i + 2] - '0') * 8 + (in[i + 3] - '0'));
        i += 3;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static boolean digits(byte[] in, int from) {
    for (int i = from; i < from + 3; i++) {
      if (in[i] < '0' || in[i] > '7') {
        return false;
      }
    }
    return true;
  }
}
