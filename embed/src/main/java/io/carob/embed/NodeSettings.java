package io.carob.embed;

import io.carob.api.embed.Settings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What is set for the parts of a node, by PID and key. */
final class NodeSettings {

  private final Map<String, Map<String, String>> values = new LinkedHashMap<>();

  void set(String pid, String key, String value) {
    values
        .computeIfAbsent(Objects.requireNonNull(pid), p -> new LinkedHashMap<>())
        .put(Objects.requireNonNull(key), Objects.requireNonNull(value));
  }

  Map<String, String> of(String pid) {
    return Map.copyOf(values.getOrDefault(pid, Map.of()));
  }

  /** Refuses what is set for a PID that no part has. */
  void check(Collection<String> pids) {
    Settings.known("PID of this node", values.keySet(), pids);
  }
}
