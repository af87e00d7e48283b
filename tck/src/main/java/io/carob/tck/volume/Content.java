package io.carob.tck.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The content of the shown object: in generation n, every line of every key is n. */
final class Content {

  /** Keys that every generation has. */
  static final List<String> KEYS = List.of("a", "b", "c", "d");

  private static final int LINES = 4000;

  private Content() {}

  static Map<String, byte[]> generation(int n) {
    Map<String, byte[]> out = new LinkedHashMap<>();
    KEYS.forEach(key -> out.put(key, bytes(n)));
    return out;
  }

  static byte[] bytes(int n) {
    return (n + "\n").repeat(LINES).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads which generation a file shows.
   *
   * @throws IllegalStateException when the file is not whole
   */
  static int generationOf(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.size() != LINES || lines.stream().distinct().count() != 1) {
      throw new IllegalStateException(file + " is not whole: " + lines.size() + " lines");
    }
    return Integer.parseInt(lines.get(0));
  }
}
