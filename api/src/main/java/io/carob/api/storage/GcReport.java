package io.carob.api.storage;

import java.util.List;

/**
 * What garbage collection did or would do.
 *
 * @param dryRun whether nothing was changed
 * @param policy the policy in words
 * @param decisions one for each thing: images, layers, other snapshots, blobs
 */
public record GcReport(boolean dryRun, String policy, List<Decision> decisions) {

  /** Copies the decisions. */
  public GcReport {
    decisions = List.copyOf(decisions);
  }

  /** {@return what goes, in bytes} */
  public long freed() {
    return decisions.stream().filter(Decision::goes).mapToLong(Decision::bytes).sum();
  }

  /** What a decision is about. */
  public enum Subject {
    /** An image: its names and its record. */
    IMAGE,
    /** An image's layer, unpacked by a driver. */
    LAYER,
    /** Any other snapshot. */
    SNAPSHOT,
    /** A blob. */
    BLOB
  }

  /**
   * One thing and what becomes of it.
   *
   * @param subject what it is
   * @param name its name
   * @param bytes what it takes; 0 for an image, whose layers and blobs are listed too
   * @param goes whether it goes
   * @param reason why
   */
  public record Decision(Subject subject, String name, long bytes, boolean goes, String reason) {}
}
