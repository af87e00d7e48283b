package io.carob.drivertest;

import io.carob.tck.TckFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Failures in which the driver threw the same at the same place: they have one reason most of the
 * time, and the first of them tells enough.
 */
final class Repeats {

  /** As many have one reason, and are worth a word of their own. */
  private static final int MANY = 3;

  private final Map<String, Group> groups = new LinkedHashMap<>();

  /** Those that saw the same; the first is told in full. */
  record Group(Outcome.Run run, TckFailure first, List<TckFailure> all) {

    /** What was thrown, in its first line. */
    String seen() {
      return first.seen().lines().findFirst().orElse("");
    }
  }

  Repeats(List<Outcome.Run> runs) {
    for (Outcome.Run run : runs) {
      run.results().stream()
          .flatMap(result -> result.failure().stream())
          .filter(failure -> isThrown(failure.seen()))
          .forEach(
              failure ->
                  groups
                      .computeIfAbsent(
                          key(failure.seen()), key -> new Group(run, failure, new ArrayList<>()))
                      .all()
                      .add(failure));
    }
  }

  /** The failure before this one that saw the same; empty for the first, and for most. */
  Optional<Group> before(TckFailure failure) {
    return Optional.ofNullable(groups.get(key(failure.seen())))
        .filter(group -> isThrown(failure.seen()) && group.first() != failure);
  }

  /** What so many failures saw that it is to be looked at first. */
  List<Group> many() {
    return groups.values().stream().filter(group -> group.all().size() >= MANY).toList();
  }

  private static boolean isThrown(String seen) {
    return seen.contains(", at ");
  }

  /** Numbers differ: those of places, of processes. */
  private static String key(String seen) {
    return seen.replaceAll("[0-9a-f]*[0-9][0-9a-f]*(-[0-9a-f]+)*", "#");
  }
}
