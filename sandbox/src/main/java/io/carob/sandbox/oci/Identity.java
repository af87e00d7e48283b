package io.carob.sandbox.oci;

import java.util.List;

/**
 * Who a process runs as.
 *
 * @param uid user id
 * @param gid group id
 * @param groups further group ids
 */
public record Identity(long uid, long gid, List<Long> groups) {
  /** Copies the list. */
  public Identity {
    groups = List.copyOf(groups);
  }
}
