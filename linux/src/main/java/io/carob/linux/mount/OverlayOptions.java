package io.carob.linux.mount;

import java.util.ArrayList;
import java.util.List;

/**
 * Overlay options with the layers taken apart.
 *
 * @param lower the lower folders, topmost first, unescaped
 * @param dataOnly the data-only lower folders, unescaped
 * @param other all other options
 */
record OverlayOptions(List<String> lower, List<String> dataOnly, List<String> other) {

  OverlayOptions {
    lower = List.copyOf(lower);
    dataOnly = List.copyOf(dataOnly);
    other = List.copyOf(other);
  }

  static OverlayOptions of(List<String> options) {
    List<String> lower = new ArrayList<>();
    List<String> dataOnly = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (String option : options) {
      if (option.startsWith("lowerdir=")) {
        split(option.substring("lowerdir=".length()), lower, dataOnly);
      } else if (option.startsWith("lowerdir+=")) {
        lower.add(option.substring("lowerdir+=".length()));
      } else if (option.startsWith("datadir+=")) {
        dataOnly.add(option.substring("datadir+=".length()));
      } else {
        other.add(option);
      }
    }
    return new OverlayOptions(lower, dataOnly, other);
  }

  /** Splits at colons that no backslash hides; two colons lead the data-only folders in. */
  private static void split(String value, List<String> lower, List<String> dataOnly) {
    List<String> target = lower;
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        part.append(value.charAt(++i));
      } else if (c != ':') {
        part.append(c);
      } else if (part.isEmpty()) {
        target = dataOnly;
      } else {
        target.add(part.toString());
        part.setLength(0);
      }
    }
    if (!part.isEmpty()) {
      target.add(part.toString());
    }
  }
}
