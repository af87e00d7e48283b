package io.carob.rest.node;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The name that was probably meant. */
final class Nearest {

  private static final int SLIPS = 2;

  private Nearest() {}

  /** The known name with the fewest slips, if there is one with few. */
  static Optional<String> of(String name, Stream<String> known) {
    return known
        .filter(each -> slips(name, each) <= Math.min(SLIPS, name.length() / 2))
        .min(
            Comparator.<String>comparingInt(each -> slips(name, each)).thenComparing(each -> each));
  }

  /** Letters to be added, dropped or changed; two that are swapped count as two. */
  private static int slips(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[other.length()];
  }
}
