package io.carob.junit;

import io.carob.api.embed.Carob;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells one node of a JVM from another.
 *
 * @param folder where it is to stay; empty for a temporary one
 * @param settings its settings
 */
record NodeOptions(String folder, List<Setting> settings) {

  private static final NodeOptions NONE = new NodeOptions("", List.of());

  /** A setting, by its PID and key. */
  record Setting(String pid, String key, String value) {}

  static NodeOptions of(@Nullable CarobNode wanted) {
    if (wanted == null) {
      return NONE;
    }
    return new NodeOptions(
        wanted.folder(),
        Arrays.stream(wanted.settings())
            .map(one -> new Setting(one.pid(), one.key(), one.value()))
            .toList());
  }

  Carob.Builder on(Carob.Builder builder) {
    settings.forEach(one -> builder.set(one.pid(), one.key(), one.value()));
    return builder;
  }
}
