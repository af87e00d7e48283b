package io.carob.assembly.conf;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a part can be told.
 *
 * @param name its key
 * @param type Metatype's name of its type
 * @param several whether it is a list; its elements stand between commas
 * @param otherwise what holds when it is not there, as it would be written
 * @param min the least number, if there is one
 * @param max the greatest number, if there is one
 * @param options what it may be; empty when that is not limited
 * @param help what it is for
 */
record Key(
    String name,
    String type,
    boolean several,
    String otherwise,
    @Nullable String min,
    @Nullable String max,
    List<String> options,
    String help) {

  private static final String NUMBER = "-?[0-9]{1,40}(\\.[0-9]{1,40})?";

  Key {
    options = List.copyOf(options);
  }

  /** Why a value cannot be, as the end of a sentence that begins with the key. */
  Optional<String> fault(String value) {
    List<String> each = several ? List.of(value.split(",", -1)) : List.of(value);
    return each.stream()
        .map(String::strip)
        .filter(one -> !fits(one))
        .findFirst()
        .map(wrong -> "must be " + allowed() + ", but is \"" + wrong + "\"");
  }

  private boolean fits(String value) {
    if (!options.isEmpty()) {
      return options.contains(value);
    }
    return switch (type) {
      case "Boolean" -> value.equals("true") || value.equals("false");
      case "Byte" -> isWhole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case "Short" -> isWhole(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case "Integer" -> isWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "Long" -> isWhole(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case "Double", "Float" -> isNumber(value);
      case "Character" -> value.length() == 1;
      default -> true;
    };
  }

  private boolean isWhole(String value, long least, long most) {
    return value.matches("-?[0-9]{1,19}")
        && isWithin(new BigDecimal(value), BigDecimal.valueOf(least), BigDecimal.valueOf(most))
        && isNumber(value);
  }

  private boolean isNumber(String value) {
    return value.matches(NUMBER) && isWithin(new BigDecimal(value), number(min), number(max));
  }

  private static boolean isWithin(
      BigDecimal value, @Nullable BigDecimal least, @Nullable BigDecimal most) {
    return (least == null || value.compareTo(least) >= 0)
        && (most == null || value.compareTo(most) <= 0);
  }

  /** A bound that is no number bounds nothing. */
  private static @Nullable BigDecimal number(@Nullable String text) {
    return text != null && text.matches(NUMBER) ? new BigDecimal(text) : null;
  }

  /** What it may be, in words. */
  String allowed() {
    if (!options.isEmpty()) {
      return String.join(" or ", options);
    }
    String range =
        min != null && max != null
            ? " from " + min + " to " + max
            : min != null ? " of at least " + min : max != null ? " of at most " + max : "";
    return switch (type) {
      case "Boolean" -> "true or false";
      case "Byte", "Short", "Integer", "Long" -> "a whole number" + range;
      case "Double", "Float" -> "a number" + range;
      case "Character" -> "one letter";
      default -> "text";
    };
  }

  /** Whether nobody is to read its value. */
  boolean secret() {
    return type.equals("Password");
  }
}
