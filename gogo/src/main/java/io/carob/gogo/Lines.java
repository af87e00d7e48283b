package io.carob.gogo;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rows as lines, with tabs between the cells. */
final class Lines {

  private Lines() {}

  static <T> String of(List<T> rows, Function<T, List<Object>> cells) {
    return rows.stream()
        .map(
            row ->
                cells.apply(row).stream()
                    .map(cell -> Objects.toString(cell).replaceAll("[\\t\\r\\n]+", " "))
                    .collect(Collectors.joining("\t")))
        .collect(Collectors.joining("\n"));
  }
}
