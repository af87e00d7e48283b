package io.carob.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The distribution that this command belongs to. */
final class Home {

  private Home() {}

  /** A file of the distribution; an error that says what to do when it is not there. */
  static Path file(String name) {
    String home = System.getProperty("carob.home", "");
    Path file = Path.of(home, name);
    if (home.isEmpty() || !Files.exists(file)) {
      throw new CliException(
          CliException.FAILED,
          "there is no "
              + (home.isEmpty() ? name : file)
              + ": start the command by bin/carob of a distribution");
    }
    return file;
  }

  /** The Java that runs this command. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
