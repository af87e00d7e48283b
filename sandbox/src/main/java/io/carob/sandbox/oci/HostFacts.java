package io.carob.sandbox.oci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a plan must know of the host.
 *
 * @param bounding capabilities that Carob may give, without the prefix {@code CAP_}
 * @param pureCgroup2 whether {@code /sys/fs/cgroup} is cgroup version 2
 * @param oomScoreAdj the score to set; empty to leave the inherited one
 * @param devices the host's device nodes, for privileged containers
 * @param sharedMemory folder with the shared memory of the sandbox; empty when it keeps none
 */
public record HostFacts(
    Set<String> bounding,
    boolean pureCgroup2,
    OptionalInt oomScoreAdj,
    List<Device> devices,
    Optional<String> sharedMemory) {
  /** Copies the list; the set keeps its order. */
  public HostFacts {
    devices = List.copyOf(devices);
  }
}
