package io.carob.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A clause of a driver's contract, as the Javadoc of its interface states it.
 *
 * @param id a letter for the kind of driver and a number, such as {@code S4}
 * @param name its short name, such as {@code content}
 * @param text what it demands
 * @param meanings what a failing test of it usually means, each in one line
 */
public record Clause(String id, String name, String text, List<String> meanings) {

  private static final Map<String, Clause> ALL = read();

  /** Copies the list. */
  public Clause {
    meanings = List.copyOf(meanings);
  }

  /** All of them, in their order, snapshotters first. */
  public static List<Clause> all() {
    return List.copyOf(ALL.values());
  }

  /**
   * The clause that a test names.
   *
   * @param title the test's display name, such as {@code S4 content: later layers win}
   * @return empty when the title begins with no clause
   */
  public static Optional<Clause> of(String title) {
    return Optional.ofNullable(ALL.get(title.split(" ", 2)[0]));
  }

  private static Map<String, Clause> read() {
    List<String> table = lines("what-failing-tests-mean.md");
    Map<String, Clause> all = new LinkedHashMap<>();
    for (String line : lines("clauses.txt")) {
      int space = line.indexOf(' ');
      int stop = line.indexOf(". ");
      String id = line.substring(0, space);
      String name = line.substring(space + 1, stop);
      all.put(id, new Clause(id, name, line.substring(stop + 2), meanings(id, table)));
    }
    return all;
  }

  /** The rows of the tables whose first cell is the clause, or begins with it and a comma. */
  private static List<String> meanings(String id, List<String> table) {
    List<String> found = new ArrayList<>();
    for (String line : table) {
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length > 2 && cells[1].equals(id)) {
        found.add(cells[2]);
      } else if (cells.length > 2 && cells[1].startsWith(id + ", ")) {
        found.add(cells[1].substring(id.length() + 2) + ": " + cells[2]);
      }
    }
    return found;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = Objects.requireNonNull(Clause.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
