package io.carob.rest.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns as kubectl prints them: capital heads, three spaces between, no borders. */
public final class Table {

  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();
  private final String none;

  /**
   * A table with these heads.
   *
   * @param none what to print when there are no rows
   */
  public Table(String none, String... heads) {
    this.none = none;
    rows.add(List.of(heads));
  }

  /** Adds a row; control characters in it are shown as escapes. */
  public Table row(Object... cells) {
    return row(Arrays.asList(cells));
  }

  /** Adds a row; control characters in it are shown as escapes. */
  public Table row(List<?> cells) {
    rows.add(cells.stream().map(cell -> Escape.cell(String.valueOf(cell))).toList());
    return this;
  }

  /** The text, with a line end. */
  public String print() {
    if (rows.size() == 1) {
      return none.isEmpty() ? "" : none + "\n";
    }
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      line(out, row, widths);
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> row, int[] widths) {
    int last = row.size() - 1;
    for (int i = 0; i < last; i++) {
      out.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
    }
    out.append(row.get(last)).append('\n');
  }
}
