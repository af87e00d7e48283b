package io.carob.api.node;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Answers "do these replicas share the read-only file system of their image?" with evidence. */
@ProviderType
public interface Sharing {

  /**
   * Reads the evidence from the kernel, now.
   *
   * @param namespace pods of this namespace only; empty for all
   * @return what the replicas of each image have in common, and by what that was seen
   */
  SharingReport report(Optional<String> namespace);
}
