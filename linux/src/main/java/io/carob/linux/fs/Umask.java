package io.carob.linux.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's umask, which Java never changes. */
final class Umask {

  /** All bits masked when it cannot be read, so that every mode is then set explicitly. */
  private static final int VALUE = read();

  private Umask() {}

  /** Whether a creation call with this mode leaves exactly this mode. */
  static boolean keeps(int mode) {
    return (mode & (VALUE | 07000)) == 0;
  }

  private static int read() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("Umask:")) {
          return Integer.parseInt(line.substring("Umask:".length()).strip(), 8);
        }
      }
      return 0777;
    } catch (IOException | NumberFormatException e) {
      return 0777;
    }
  }
}
