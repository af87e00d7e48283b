package io.carob.engine.sharing;

import io.carob.api.Digest;
import io.carob.api.node.SharingReport.RootEvidence;
import java.nio.file.Path;

/**
 * A container that runs, with what the kernel shows of its root.
 *
 * @param name {@code namespace/pod/container}
 * @param imageId its image
 * @param driver its snapshot driver
 * @param pid its first process
 * @param root its root mount
 * @param evidence the same as the report shows it
 */
record RunningContainer(
    String name, Digest imageId, String driver, long pid, MountLine root, RootEvidence evidence) {

  /** Its root folder, as its own process sees it. */
  Path folder() {
    return Path.of("/proc/" + pid + "/root");
  }
}
