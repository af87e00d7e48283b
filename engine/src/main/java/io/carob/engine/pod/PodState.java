package io.carob.engine.pod;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one pod, kept durably. Every change is a new value.
 *
 * @param begun when the node took the pod up
 * @param sandbox its sandbox, once it is being made
 * @param volumes published volumes by name
 * @param containers init containers first, then the others, as in the manifest
 * @param outcome {@code Succeeded} or {@code Failed} once nothing will run any more; else empty
 * @param message why it waits or failed as a whole; may be empty
 */
record PodState(
    Instant begun,
    @Nullable SandboxState sandbox,
    Map<String, VolumeState> volumes,
    List<ContainerState> containers,
    String outcome,
    String message) {

  /**
   * The sandbox of a pod.
   *
   * @param driver its driver
   * @param there whether it was made; without that it may be half there
   * @param lost whether its pause process ended, so that a new one is needed
   * @param pausePid the pause process
   * @param addresses the pod's addresses
   * @param form the form on disk in which its driver writes
   */
  record SandboxState(
      String driver, boolean there, boolean lost, long pausePid, List<String> addresses, int form) {
    SandboxState {
      addresses = List.copyOf(addresses);
    }

    SandboxState withForm(int next) {
      return new SandboxState(driver, there, lost, pausePid, addresses, next);
    }
  }

  /**
   * A published volume.
   *
   * @param path the folder or file
   * @param readOnly whether containers may only read
   * @param objects config objects that were read for it, each {@code kind/namespace/name}
   * @param form the latest form on disk in which a plugin wrote there
   */
  record VolumeState(String path, boolean readOnly, List<String> objects, int form) {
    VolumeState {
      objects = List.copyOf(objects);
    }
  }

  PodState {
    volumes = Map.copyOf(volumes);
    containers = List.copyOf(containers);
  }

  ContainerState container(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  Optional<SandboxState> sandboxThere() {
    return Optional.ofNullable(sandbox).filter(s -> s.there() && !s.lost());
  }

  List<String> addresses() {
    return sandboxThere().map(SandboxState::addresses).orElse(List.of());
  }

  PodState with(ContainerState changed) {
    List<ContainerState> next = new ArrayList<>(containers);
    next.replaceAll(c -> c.name().equals(changed.name()) ? changed : c);
    return new PodState(begun, sandbox, volumes, next, outcome, message);
  }

  PodState withSandbox(@Nullable SandboxState next) {
    return new PodState(begun, next, volumes, containers, outcome, message);
  }

  PodState withVolume(String name, VolumeState volume) {
    Map<String, VolumeState> next = new LinkedHashMap<>(volumes);
    next.put(name, volume);
    return new PodState(begun, sandbox, next, containers, outcome, message);
  }

  PodState withOutcome(String next) {
    return new PodState(begun, sandbox, volumes, containers, next, message);
  }

  PodState withMessage(String next) {
    return new PodState(begun, sandbox, volumes, containers, outcome, next);
  }
}
