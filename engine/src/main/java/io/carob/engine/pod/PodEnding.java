package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.engine.pod.ContainerState.Phase;
import io.carob.engine.resource.Change;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways down: a deleted pod, a finished pod, and a pod whose sandbox broke. */
final class PodEnding {

  private final Node node;
  private final PodCell cell;
  private final ContainerSteps containers;
  private final SandboxSteps sandbox;
  private final VolumeSteps volumes;
  private final PodFolder folder;
  private final PodEvents events;
  private final Set<String> signalled = new HashSet<>();
  private final Set<String> ranWhenStopped = new HashSet<>();
  private @Nullable Instant stopDeadline;

  PodEnding(
      Node node,
      PodCell cell,
      ContainerSteps containers,
      SandboxSteps sandbox,
      VolumeSteps volumes,
      PodFolder folder,
      PodEvents events) {
    this.node = node;
    this.cell = cell;
    this.containers = containers;
    this.sandbox = sandbox;
    this.volumes = volumes;
    this.folder = folder;
    this.events = events;
  }

  /**
   * Deletes the pod: ends its containers in order, then removes everything, its record last.
   *
   * @return when to look again, if containers still run
   */
  Optional<Instant> delete(PodView pod) {
    if (stillRuns()) {
      return Optional.of(endAll(pod.object().deadline().orElse(node.work().now())));
    }
    each(c -> containers.remove(c.made()));
    sandbox.remove(pod);
    for (ContainerState c : cell.get().containers()) {
      containers.removeSnapshot(pod, c);
    }
    volumes.unpublishAll(pod);
    folder.discard();
    node.store().write(true, List.of(new Change.DropState(pod.uid()), new Change.Drop(pod.key())));
    return Optional.empty();
  }

  /**
   * Ends the pod with the node: no process and no sandbox stays, and what ran will run again.
   *
   * @return when to look again, if containers still run
   */
  Optional<Instant> stop(PodView pod) {
    if (stopDeadline == null) {
      stopDeadline = node.work().now().plus(pod.object().grace());
      cell.get().containers().stream()
          .filter(ContainerState::live)
          .forEach(c -> ranWhenStopped.add(c.name()));
    }
    if (stillRuns()) {
      return Optional.of(endAll(stopDeadline));
    }
    release(pod);
    if (cell.get().outcome().isEmpty()) {
      for (ContainerState c : cell.get().containers()) {
        boolean again = c.init() || ranWhenStopped.contains(c.name());
        if (again && c.phase() != Phase.WAITING) {
          cell.note(c.again());
        }
      }
    }
    return Optional.empty();
  }

  private Instant endAll(Instant deadline) {
    boolean late = !node.work().now().isBefore(deadline);
    each(
        c -> {
          if (c.phase() == Phase.RUNNING && c.made() != null) {
            end(c, c.made(), late);
          }
        });
    // A SIGKILL is answered by an exit; should it be lost, it is sent again.
    return late ? node.work().now().plusSeconds(2) : deadline;
  }

  /** Gives back what a finished pod needs no more; logs, layers and volumes stay until deletion. */
  void release(PodView pod) {
    if (cell.get().sandbox() == null) {
      return;
    }
    each(c -> containers.remove(c.made()));
    sandbox.remove(pod);
  }

  /**
   * Clears away a sandbox whose pause process ended: its containers cannot stay without it.
   *
   * @return whether all is cleared and a new sandbox can be made
   */
  boolean clearLostSandbox(PodView pod) {
    if (stillRuns()) {
      for (ContainerState c : cell.get().containers()) {
        if (c.phase() == Phase.RUNNING && c.made() != null) {
          kill(c.made());
        }
      }
      return false;
    }
    events.normal("SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
    each(c -> containers.remove(c.made()));
    sandbox.remove(pod);
    for (ContainerState c : cell.get().containers()) {
      if (c.init() || c.phase() == Phase.MAKING) {
        cell.note(c.again());
      } else if (c.phase() == Phase.ENDED && c.ended() != null) {
        cell.note(c.ended(c.ended(), 0, null));
      }
    }
    return true;
  }

  /** Whether no process and no sandbox of the pod is left. */
  boolean over() {
    return !cell.begun() || (!stillRuns() && cell.get().sandbox() == null);
  }

  /** Does it for each container, also when it fails for one of them. */
  private void each(Consumer<ContainerState> step) {
    @Nullable CarobException first = null;
    for (ContainerState c : cell.get().containers()) {
      try {
        step.accept(c);
      } catch (CarobException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private boolean stillRuns() {
    return cell.get().containers().stream().anyMatch(c -> c.phase() == Phase.RUNNING);
  }

  private void end(ContainerState c, Made made, boolean late) {
    String signal = late ? "SIGKILL" : made.stopSignal();
    boolean first = signalled.add(made.id() + " " + late);
    if (!first && !late) {
      return;
    }
    if (first) {
      events.normal("Killing", "Stopping container " + c.name());
    }
    try {
      containers.signal(made, signal);
    } catch (CarobException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT && !late) {
        containers.signal(made, "SIGTERM");
      } else if (e.code() != ErrorCode.NOT_FOUND) {
        signalled.remove(made.id() + " " + late);
        throw e;
      }
    }
  }

  private void kill(Made made) {
    try {
      containers.signal(made, "SIGKILL");
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }
}
