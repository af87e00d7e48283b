package io.carob.api.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Selects snapshots, in containerd's filter language: {@code kind==active,labels."a/b"~=^web}.
 *
 * <p>A filter is a list of conditions with commas between them, which must all hold. A condition is
 * a field, and maybe {@code ==}, {@code !=} or {@code ~=} (a regular expression that is found
 * somewhere) and a value, bare or in double quotes; a field alone asks whether it is there. Fields:
 * {@code driver}, {@code name}, {@code kind} ({@code active}, {@code view}, {@code committed}),
 * {@code parent}, {@code labels.KEY}, where the key may be in double quotes. Of several filters one
 * must hold; none at all selects everything.
 */
public final class SnapshotFilter implements Predicate<SnapshotInfo> {

  private static final Pattern CONDITION =
      Pattern.compile(
          "(driver|name|kind|parent|labels\\.(?:\"((?:[^\"\\\\]|\\\\.)+)\"|([^\"=!~,\\s]+)))"
              + "(?:(==|!=|~=)(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\",]*)))?");

  private static final int MAX_LENGTH = 4096;

  private final List<List<Predicate<SnapshotInfo>>> alternatives;

  private SnapshotFilter(List<List<Predicate<SnapshotInfo>>> alternatives) {
    this.alternatives = alternatives;
  }

  /**
   * Reads filters.
   *
   * @param filters each a list of conditions, of at most 4096 characters; none to select everything
   * @return selects what at least one of them selects
   * @throws CarobException {@code INVALID_ARGUMENT} when one breaks the grammar
   */
  public static SnapshotFilter parse(List<String> filters) {
    return new SnapshotFilter(filters.stream().map(SnapshotFilter::conditions).toList());
  }

  @Override
  public boolean test(SnapshotInfo info) {
    return alternatives.isEmpty()
        || alternatives.stream()
            .anyMatch(conditions -> conditions.stream().allMatch(one -> one.test(info)));
  }

  private static List<Predicate<SnapshotInfo>> conditions(String filter) {
    List<Predicate<SnapshotInfo>> conditions = new ArrayList<>();
    Matcher matcher = CONDITION.matcher(filter);
    int at = 0;
    while (filter.length() <= MAX_LENGTH && matcher.find(at) && matcher.start() == at) {
      conditions.add(condition(filter, matcher));
      at = matcher.end();
      if (at == filter.length()) {
        return conditions;
      }
      if (filter.charAt(at++) != ',') {
        break;
      }
    }
    throw refused(filter, "it is not a list like kind==active,labels.app!=web");
  }

  private static Predicate<SnapshotInfo> condition(String filter, Matcher matcher) {
    String field = matcher.group(1);
    String label = matcher.group(2) == null ? matcher.group(3) : unquoted(matcher.group(2));
    String value = matcher.group(5) == null ? matcher.group(6) : unquoted(matcher.group(5));
    String operator = matcher.group(4);
    if (operator == null) {
      return info -> field(info, field, label).isPresent();
    }
    return switch (operator) {
      case "==" -> info -> field(info, field, label).equals(Optional.of(value));
      case "!=" -> info -> !field(info, field, label).equals(Optional.of(value));
      default -> {
        Predicate<String> found = pattern(filter, value).asPredicate();
        yield info -> field(info, field, label).filter(found).isPresent();
      }
    };
  }

  private static Pattern pattern(String filter, String value) {
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw refused(filter, "\"" + value + "\" is no regular expression");
    }
  }

  private static Optional<String> field(SnapshotInfo info, String field, String label) {
    return switch (field) {
      case "driver" -> Optional.of(info.driver());
      case "name" -> Optional.of(info.key().value());
      case "kind" -> Optional.of(info.kind().name().toLowerCase(Locale.ROOT));
      case "parent" -> info.parent().map(SnapshotKey::value);
      default -> Optional.ofNullable(info.labels().get(label));
    };
  }

  private static String unquoted(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }

  private static CarobException refused(String filter, String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT, "snapshot filter \"" + filter + "\": " + why);
  }
}
