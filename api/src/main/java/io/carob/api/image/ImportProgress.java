package io.carob.api.image;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears how an import goes on. Called from several threads; must return quickly. */
@ConsumerType
@FunctionalInterface
public interface ImportProgress {

  /** Ignores everything. */
  ImportProgress NONE = (subject, done, total) -> {};

  /**
   * Some more work is done.
   *
   * @param subject what is worked on, such as {@code layer 3f1a…}
   * @param done bytes done so far
   * @param total bytes in all; -1 when not known
   */
  void progress(String subject, long done, long total);
}
