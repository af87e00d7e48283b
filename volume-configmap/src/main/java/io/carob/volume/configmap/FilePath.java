package io.carob.volume.configmap;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a file lies within the volume: a relative path that cannot leave it. */
record FilePath(List<String> names) implements Comparable<FilePath> {

  private static final int NAME_MAX = 255;
  private static final int PATH_MAX = 3000;

  FilePath {
    names = List.copyOf(names);
  }

  /**
   * Parses a path; {@code .} and doubled slashes are dropped. Empty when {@link #refusal} is not.
   */
  static Optional<FilePath> parse(String text) {
    return refusal(text).isPresent() ? Optional.empty() : Optional.of(new FilePath(split(text)));
  }

  /** Why the text is no such path, as the end of a sentence; empty when it is one. */
  static Optional<String> refusal(String text) {
    if (text.startsWith("/")) {
      return Optional.of("must be relative");
    }
    List<String> names = split(text);
    if (names.isEmpty()) {
      return Optional.of("must name a file");
    }
    if (names.contains("..")) {
      return Optional.of("must not contain \"..\"");
    }
    if (names.get(0).startsWith("..")) {
      return Optional.of("must not start with \"..\", which is kept for the volume itself");
    }
    return tooLong(text, names) ? Optional.of("is too long") : unwritable(text);
  }

  /** The first name: what lies at the top of the volume. */
  String top() {
    return names.get(0);
  }

  /** Whether the other path is a folder on the way to this one. */
  boolean isBelow(FilePath other) {
    return names.size() > other.names.size()
        && names.subList(0, other.names.size()).equals(other.names);
  }

  @Override
  public int compareTo(FilePath other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return String.join("/", names);
  }

  private static List<String> split(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean tooLong(String text, List<String> names) {
    return text.length() > PATH_MAX
        || names.stream().anyMatch(n -> n.getBytes(StandardCharsets.UTF_8).length > NAME_MAX);
  }

  private static Optional<String> unwritable(String text) {
    try {
      Path unused = Path.of(text);
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("is no file name here: " + e.getReason());
    }
  }
}
