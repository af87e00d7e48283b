package io.carob.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command reads and writes.
 *
 * @param in its input
 * @param out its output; bytes of the service pass through unchanged
 * @param err messages for people
 * @param env the environment
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> env) {

  /** Whether a person sees the error output of this process as it comes. */
  static boolean errIsTerminal() {
    return isTerminal(2);
  }

  /** Whether a person sees the output of this process as it comes. */
  static boolean outIsTerminal() {
    return isTerminal(1);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String file = Path.of("/proc/self/fd/" + descriptor).toRealPath().toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
