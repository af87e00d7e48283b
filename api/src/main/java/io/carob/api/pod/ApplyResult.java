package io.carob.api.pod;

import java.util.List;
import java.util.Objects;

/**
 * What applying one document did.
 *
 * @param key which resource
 * @param action what was done
 * @param warnings what the user should know about the document, such as fields that have no effect;
 *     sentences for people
 */
public record ApplyResult(ResourceKey key, Action action, List<String> warnings) {

  /** Checks that all parts are there, and copies the list. */
  public ApplyResult {
    Objects.requireNonNull(key);
    Objects.requireNonNull(action);
    warnings = List.copyOf(warnings);
  }

  /**
   * Without warnings.
   *
   * @param key which resource
   * @param action what was done
   */
  public ApplyResult(ResourceKey key, Action action) {
    this(key, action, List.of());
  }

  /** What was done. */
  public enum Action {
    /** It was not there. */
    CREATED,
    /** It was there and is now different. */
    CONFIGURED,
    /** It was there just so. */
    UNCHANGED
  }
}
