package io.carob.assembly.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The file {@code log.properties} of the configuration. What it may say is checked with the other
 * files; the format is needed before.
 *
 * @param format {@code text} or {@code json}
 * @param levels the levels of loggers that somebody had saved
 */
record LogSettings(String format, Map<String, String> levels) {

  private static final String LEVEL = "level.";

  /** What the file says; the defaults without one. To be asked before anything is logged. */
  static LogSettings read(Path conf) throws IOException {
    Properties properties = new Properties();
    Path file = conf.resolve("log.properties");
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    String format = properties.getProperty("log.format", "text").strip();
    if (!format.equals("text") && !format.equals("json")) {
      throw new IOException(
          "log.format in " + file + " is \"" + format + "\", but must be text or json");
    }
    Map<String, String> levels = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(LEVEL)) {
        levels.put(key.substring(LEVEL.length()), properties.getProperty(key).strip());
      }
    }
    return new LogSettings(format, levels);
  }

  /** Has the log's own configuration choose the format. */
  void apply() {
    System.setProperty("carob.log.format", format);
  }
}
