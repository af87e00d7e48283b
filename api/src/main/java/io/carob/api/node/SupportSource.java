package io.carob.api.node;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Brings something to what {@code carob support} collects for those who look into a trouble. All
 * services of this type are asked.
 */
@ConsumerType
@FunctionalInterface
public interface SupportSource {

  /**
   * The files, as they are now; within a few seconds, and changing nothing. What looks like a
   * secret is blanked by whoever asks, but a source leaves out what it knows to be one. Does not
   * throw: of a source that does, only the reason is kept.
   *
   * @return the texts by relative path, such as {@code host/mounts.txt}
   */
  Map<String, String> files();
}
