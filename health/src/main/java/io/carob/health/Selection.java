package io.carob.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.apache.felix.hc.api.execution.HealthCheckSelector;

/**
 * Which checks a selector means, as in Felix: those with one of the names, and those with all of
 * the tags (or with one, where that is asked for); none with a name or tag that has a minus before
 * it. Without a name or tag that is asked for, all that are left.
 */
final class Selection {

  private static final String NOT = "-";

  private final List<String> names = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final List<String> not = new ArrayList<>();
  private final boolean anyTag;

  Selection(HealthCheckSelector selector, boolean anyTag) {
    this.anyTag = anyTag;
    sort(selector.names(), names);
    sort(selector.tags(), tags);
  }

  private void sort(String @org.jspecify.annotations.Nullable [] words, List<String> wanted) {
    for (String word : words == null ? List.<String>of() : Arrays.asList(words)) {
      if (word.startsWith(NOT)) {
        not.add(word.substring(NOT.length()));
      } else if (!word.isBlank()) {
        wanted.add(word.strip());
      }
    }
  }

  boolean has(HealthCheckMetadata check) {
    if (Stream.concat(Stream.of(check.getName()), check.getTags().stream())
        .anyMatch(not::contains)) {
      return false;
    }
    if (names.isEmpty() && tags.isEmpty()) {
      return true;
    }
    return names.contains(check.getName()) || (!tags.isEmpty() && hasTags(check.getTags()));
  }

  private boolean hasTags(List<String> has) {
    return anyTag ? tags.stream().anyMatch(has::contains) : has.containsAll(tags);
  }
}
