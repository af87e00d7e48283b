package io.carob.api.storage;

import java.util.Objects;

/**
 * One thing that is not as it must be.
 *
 * @param rule which rule it breaks, a word or two that stay the same, such as {@code blob content}
 * @param subject the thing
 * @param found what is wrong with it
 * @param action what mends it, what was done, or why that was not done
 * @param mended whether it is mended now
 */
public record Finding(String rule, String subject, String found, String action, boolean mended) {

  /** Checks that all parts are there. */
  public Finding {
    Objects.requireNonNull(rule);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(found);
    Objects.requireNonNull(action);
  }
}
