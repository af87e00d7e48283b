package io.carob.api.pod;

import java.util.Objects;

/**
 * What applying one document did.
 *
 * @param key which resource
 * @param action what was done
 */
public record ApplyResult(ResourceKey key, Action action) {

  /** Checks that both are there. */
  public ApplyResult {
    Objects.requireNonNull(key);
    Objects.requireNonNull(action);
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
