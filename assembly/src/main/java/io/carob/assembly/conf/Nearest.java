package io.carob.assembly.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the word that was meant, by the measure of {@code io.carob.api.text.Nearest}: the launcher
 * checks settings before the framework runs, and without the API's jar.
 */
final class Nearest {

  private static final int SHORT = 4;
  private static final int LONG = 12;

  private Nearest() {}

  /** The likeliest word, if one is near. */
  static Optional<String> to(String word, Collection<String> known) {
    return all(word, known).stream().findFirst();
  }

  /** All that are near, the likeliest first. */
  static List<String> all(String word, Collection<String> known) {
    String plain = plain(word);
    int allowed = allowed(word);
    return known.stream()
        .filter(each -> slips(plain, plain(each)) <= allowed)
        .sorted(
            Comparator.<String>comparingInt(each -> slips(plain, plain(each)))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static int allowed(String word) {
    return word.length() < SHORT ? 1 : Math.max(2, Math.min(word.length(), LONG) / 3);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /** The slips that lead from one word to the other. */
  private static int slips(String one, String other) {
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : least(d, i, j, one, other);
      }
    }
    return d[one.length()][other.length()];
  }

  private static int least(int[][] d, int i, int j, String one, String other) {
    int changed = d[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
    int least = Math.min(changed, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, 1 + d[i - 2][j - 2]) : least;
  }
}
