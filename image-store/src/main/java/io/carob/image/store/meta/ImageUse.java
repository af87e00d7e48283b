package io.carob.image.store.meta;

import io.carob.api.Digest;
import io.carob.api.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What this node records of an image beside the image itself.
 *
 * @param image the image's identity
 * @param added when it came
 * @param used when a container was last made or removed on it, or it was last brought in; to a
 *     minute
 * @param labels the operator's labels
 */
public record ImageUse(Digest image, Instant added, Instant used, Map<String, String> labels) {

  private static final Duration GRAIN = Duration.ofMinutes(1);

  /** Copies the labels. */
  public ImageUse {
    labels = Map.copyOf(labels);
  }

  /** An image that has just come. */
  public static ImageUse fresh(Digest image, Instant now) {
    return new ImageUse(image, now, now, Map.of());
  }

  /** Whether a use now is worth a write. */
  public boolean isStale(Instant now) {
    return used.plus(GRAIN).isBefore(now) || used.isAfter(now.plus(GRAIN));
  }

  /** The same, used now. */
  public ImageUse usedAt(Instant now) {
    return new ImageUse(image, added, now, labels);
  }

  /** The same with other labels. */
  public ImageUse withLabels(Map<String, String> newLabels) {
    return new ImageUse(image, added, used, newLabels);
  }

  /** Whether garbage collection leaves the image alone. */
  public boolean isPinned() {
    return labels.containsKey(Storage.PIN_LABEL);
  }
}
