package io.carob.image.store.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the store has acknowledged to one thread. Before a call: {@code ? thing…}, which may now be
 * in either state. After it: {@code = thing state…}. A line is one write to a file, so what is in
 * it survives the process.
 */
final class Journal {

  static final String GONE = "gone";

  private final FileChannel file;

  Journal(Path folder, String name) throws IOException {
    file =
        FileChannel.open(
            folder.resolve("journal-" + name),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            StandardOpenOption.WRITE);
  }

  /** A call is about to change these things. */
  void begin(String... things) {
    write("? " + String.join(" ", things));
  }

  /** It has returned: things and their states, in turn. */
  void end(String... thingsAndStates) {
    write("= " + String.join(" ", thingsAndStates));
  }

  private void write(String line) {
    try {
      file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes all journals have. */
  static long size(Path folder) throws IOException {
    long size = 0;
    for (Path journal : files(folder)) {
      size += Files.size(journal);
    }
    return size;
  }

  static void clear(Path folder) throws IOException {
    for (Path journal : files(folder)) {
      Files.delete(journal);
    }
  }

  /** What must be so; things that a call was changing are not in it. */
  static Map<String, String> acknowledged(Path folder) throws IOException {
    Map<String, String> states = new TreeMap<>();
    for (Path journal : files(folder)) {
      read(Files.readAllLines(journal), states);
    }
    return states;
  }

  private static void read(List<String> lines, Map<String, String> states) {
    Set<String> open = new HashSet<>();
    for (String line : lines) {
      List<String> words = List.of(line.substring(2).split(" ", -1));
      if (line.startsWith("?")) {
        open.addAll(words);
        continue;
      }
      for (int i = 0; i < words.size(); i += 2) {
        open.remove(words.get(i));
        states.put(words.get(i), words.get(i + 1));
      }
    }
    states.keySet().removeAll(open);
  }

  private static Collection<Path> files(Path folder) throws IOException {
    Set<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "journal-*")) {
      found.forEach(files::add);
    }
    return files;
  }

  /** The entries of a folder. */
  static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
