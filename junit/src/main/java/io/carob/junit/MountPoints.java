package io.carob.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel has mounted: a tree is not deleted through a mount. */
final class MountPoints {

  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int POINT = 4;
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  private MountPoints() {}

  /** A mount point below a folder, if there is one. */
  static Optional<String> below(Path folder) throws IOException {
    return below(folder, Files.readAllLines(TABLE));
  }

  static Optional<String> below(Path folder, List<String> table) {
    return table.stream()
        .map(line -> plain(line.split(" ", -1)[POINT]))
        .filter(point -> point.startsWith(folder + "/"))
        .findFirst();
  }

  /** Blanks, tabs, line breaks and backslashes are written in octal. */
  private static String plain(String point) {
    return ESCAPED
        .matcher(point)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 8))));
  }
}
