package io.carob.assembly.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was meant. */
final class Nearest {

  private Nearest() {}

  /** The nearest of the known words, if one is near: a third of the letters may be wrong. */
  static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .filter(each -> distance(word, each) <= Math.max(2, Math.min(word.length(), 12) / 3))
        .min(
            Comparator.<String>comparingInt(each -> distance(word, each))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Letters to be added, dropped or changed; those that count as alike in a key do not count. */
  private static int distance(String one, String other) {
    String a = plain(one);
    String b = plain(other);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String plain(String word) {
    return word.toLowerCase(java.util.Locale.ROOT).replaceAll("[._-]", ".");
  }
}
