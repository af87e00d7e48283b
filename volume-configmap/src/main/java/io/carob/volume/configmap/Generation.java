package io.carob.volume.configmap;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names of things at the top of the volume that are not for readers: they start with two dots. */
final class Generation {

  /** The link to the generation that is shown. */
  static final String CURRENT = "..data";

  /** A link on its way to its place, where a rename puts it at once. */
  static final String LINK_UNDER_WAY = "..link_tmp";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Generation() {}

  /** A new name: the time, for people, and random digits, so that it is not taken. */
  static String newName(Instant now) {
    return TIME.format(now) + Integer.toUnsignedString(RANDOM.nextInt());
  }

  /** Whether the name is kept for the volume itself. */
  static boolean isInternal(String name) {
    return name.startsWith("..");
  }

  /** Whether a link's text can only mean a folder beside it. */
  static boolean isGeneration(String link) {
    return isInternal(link)
        && link.length() > 2
        && link.indexOf('/') < 0
        && !link.equals(CURRENT)
        && !link.equals(LINK_UNDER_WAY);
  }

  /** The text of the link that readers open. */
  static String linkText(String top) {
    return CURRENT + "/" + top;
  }
}
