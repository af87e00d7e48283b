package io.carob.assembly.conf;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What goes by one PID: a part, or several that share a file.
 *
 * @param name the PID
 * @param help what is configured here
 * @param keys what it can be told, by key; empty when its jar does not say
 * @param typed whether its jar says what it can be told
 * @param several whether there may be several of it, {@code name~each}
 */
record Pid(String name, String help, Map<String, Key> keys, boolean typed, boolean several) {

  /** A PID of a component whose jar does not say what it can be told. */
  static Pid untyped(String name) {
    return new Pid(name, "", Map.of(), false, true);
  }

  /** This and another that has the same name. */
  Pid with(Pid other) {
    Map<String, Key> both = new LinkedHashMap<>(keys);
    other.keys.forEach(both::putIfAbsent);
    return new Pid(
        name,
        help.isEmpty() ? other.help : help,
        both,
        typed || other.typed,
        several && other.several);
  }

  /** Why a configuration of this part cannot be called so; empty when it can. */
  Optional<String> fault(String id) {
    return several || id.equals(name)
        ? Optional.empty()
        : Optional.of(
            name + " is there once: its settings stand in " + name + ConfFile.SUFFIX + " alone");
  }

  /** Why a value cannot be set, naming the key; empty when it can. */
  Optional<String> fault(String key, String value) {
    Key known = keys.get(key);
    if (known != null) {
      return known.fault(value).map(why -> key + " " + why);
    }
    return typed && !isForComponents(key)
        ? Optional.of(unknown(key, keys.keySet()))
        : Optional.empty();
  }

  /** Of a word that is not known: that, and what may be meant. */
  static String unknown(String word, Collection<String> known) {
    return word
        + " is not known"
        + Nearest.to(word, known)
            .map(near -> "; did you mean " + near + "?")
            .orElse("; known are " + String.join(", ", known));
  }

  /** What Declarative Services itself reads out of a component's configuration. */
  private static boolean isForComponents(String key) {
    return key.equals("service.ranking")
        || key.endsWith(".target")
        || key.endsWith(".cardinality.minimum");
  }
}
