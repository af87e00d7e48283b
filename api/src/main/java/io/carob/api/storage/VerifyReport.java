package io.carob.api.storage;

import java.util.List;

/**
 * What verification found.
 *
 * @param blobs how many blobs were hashed
 * @param layers how many unpacked layers were compared
 * @param skipped how many were not, because their blob was dropped by policy or is damaged, or
 *     their driver is away
 * @param findings what is wrong
 */
public record VerifyReport(int blobs, int layers, int skipped, List<Finding> findings) {

  /** Copies the findings. */
  public VerifyReport {
    findings = List.copyOf(findings);
  }

  /** {@return whether nothing is wrong any more} */
  public boolean sound() {
    return findings.stream().allMatch(Finding::mended);
  }
}
