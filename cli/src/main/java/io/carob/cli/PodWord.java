package io.carob.cli;

/** A pod as people write it: {@code web} or {@code pod/web}. */
final class PodWord {

  private PodWord() {}

  static String name(String word) {
    for (String prefix : new String[] {"pod/", "pods/", "po/"}) {
      if (word.startsWith(prefix)) {
        return word.substring(prefix.length());
      }
    }
    return word;
  }
}
