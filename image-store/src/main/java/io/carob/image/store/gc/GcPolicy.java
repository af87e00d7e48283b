package io.carob.image.store.gc;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What garbage collection may take.
 *
 * @param keepBlobs whether the blob of an unpacked layer stays
 * @param minAge how long an image stays in any case after it came
 * @param maxAge how long after it came an image goes when no container stands on it
 * @param maxUnused how long after its last use an image goes
 * @param watermark when the disk's level makes images go, those unused for longest first
 */
public record GcPolicy(
    boolean keepBlobs,
    Duration minAge,
    Optional<Duration> maxAge,
    Optional<Duration> maxUnused,
    Optional<Watermark> watermark) {

  /** Takes only what nothing points to. */
  public static final GcPolicy DEFAULT =
      new GcPolicy(
          true, Duration.ofMinutes(2), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A level at which images begin to go, and one at which that ends.
   *
   * @param high in percent of the file system, or bytes of the store
   * @param low the same
   * @param percent whether these are percent
   */
  public record Watermark(long high, long low, boolean percent) {

    private static final Pattern LEVEL = Pattern.compile("([0-9]{1,15})\\s*(%|[KMGT]i?B?|B)?");

    /**
     * Reads levels such as {@code 85%} or {@code 20GiB}.
     *
     * @param high empty for none at all
     * @throws CarobException {@code INVALID_ARGUMENT}
     */
    public static Optional<Watermark> parse(String high, String low) {
      if (high.isBlank()) {
        return Optional.empty();
      }
      Matcher upper = level("gc.high.watermark", high);
      Matcher lower = level("gc.low.watermark", low.isBlank() ? high : low);
      boolean percent = "%".equals(upper.group(2));
      Watermark mark = new Watermark(value(upper), value(lower), percent);
      if (percent != "%".equals(lower.group(2)) || mark.low > mark.high) {
        throw refused("gc.low.watermark", low, "it must be of the same kind and not higher");
      }
      if (percent && mark.high > 100) {
        throw refused("gc.high.watermark", high, "it is more than 100 %");
      }
      return Optional.of(mark);
    }

    private static Matcher level(String key, String text) {
      Matcher matcher = LEVEL.matcher(text.strip());
      if (!matcher.matches()) {
        throw refused(key, text, "it must be like 85% or 20GiB");
      }
      return matcher;
    }

    private static long value(Matcher matcher) {
      long number = Long.parseLong(matcher.group(1));
      String unit = matcher.group(2) == null ? "" : matcher.group(2);
      int power = "KMGT".indexOf(unit.isEmpty() ? 'x' : unit.charAt(0)) + 1;
      long factor = 1;
      for (int i = 0; i < power; i++) {
        factor *= unit.contains("i") || unit.length() == 1 ? 1024 : 1000;
      }
      return Math.multiplyExact(number, factor);
    }

    private static CarobException refused(String key, String text, String why) {
      return new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          key + " \"" + text + "\" in the configuration io.carob.image.store: " + why);
    }

    String words() {
      return percent
          ? String.format(Locale.ROOT, "disk over %d %%, down to %d %%", high, low)
          : String.format(Locale.ROOT, "store over %d bytes, down to %d", high, low);
    }
  }

  /** A number of minutes or hours from a configuration; 0 for none. */
  public static Optional<Duration> limit(Duration duration) {
    return duration.isZero() || duration.isNegative() ? Optional.empty() : Optional.of(duration);
  }

  /** The policy in words. */
  public String words() {
    List<String> words = new ArrayList<>();
    words.add("images without a name go after " + words(minAge));
    maxAge.ifPresent(age -> words.add("unused ones " + words(age) + " after they came"));
    maxUnused.ifPresent(age -> words.add("unused ones " + words(age) + " after their last use"));
    watermark.ifPresent(mark -> words.add("unused ones while " + mark.words()));
    words.add(keepBlobs ? "blobs of unpacked layers stay" : "blobs of unpacked layers go");
    return String.join("; ", words);
  }

  static String words(Duration age) {
    if (age.toDays() > 1) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 1) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 1 ? age.toMinutes() + " min" : age.toSeconds() + " s";
  }
}
