package io.carob.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The answer as a table for people. */
public final class TextReport {

  private static final List<String> HEAD =
      List.of("WORK", "CAROB", "PEER", "RATIO", "TARGET", "MET");

  private TextReport() {}

  public static String of(List<Result> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    results.forEach(result -> rows.add(row(result)));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(pad(row.get(column), width(rows, column)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> row(Result result) {
    return List.of(
        result.name(),
        figure(result.carob(), result.unit()),
        result.reason().isEmpty() ? figure(result.peer(), result.unit()) : result.reason(),
        result.ratio().map(ratio -> number(ratio)).orElse("-"),
        result.target().toString(),
        result.meetsTarget() ? "yes" : "no");
  }

  private static String figure(Optional<Series> series, String unit) {
    return series
        .map(
            s ->
                number(s.median())
                    + " "
                    + unit
                    + " ("
                    + number(s.min())
                    + "-"
                    + number(s.max())
                    + ")")
        .orElse("-");
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length() + 2);
  }
}
