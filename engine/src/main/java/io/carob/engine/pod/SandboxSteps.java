package io.carob.engine.pod;

import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.engine.pod.PodState.SandboxState;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a pod's sandbox, finds it again, and removes it. */
final class SandboxSteps {

  private final Node node;
  private final PodCell cell;
  private final PodWatch watch;
  private @Nullable Sandbox present;

  SandboxSteps(Node node, PodCell cell, PodWatch watch) {
    this.node = node;
    this.cell = cell;
    this.watch = watch;
  }

  /** The sandbox, when it is there and this instance has seen it. */
  Optional<Sandbox> present() {
    return Optional.ofNullable(present);
  }

  /** Makes the sandbox, or ends what a crash left half done. */
  Sandbox make(PodView pod) {
    SandboxState state = cell.get().sandbox();
    String driver = state == null ? pod.sandbox(node.config()) : state.driver();
    if (state == null) {
      node.sandboxes().require(driver);
      SandboxState begun = new SandboxState(driver, false, false, 0, cell.get().addresses());
      cell.decide(cell.get().withSandbox(begun));
    }
    Path directory = node.layout().sandbox(pod.uid());
    RunFolders.make(directory);
    SandboxSpec spec =
        new SandboxSpec(
            pod.uid(),
            pod.key().namespace(),
            pod.key().name(),
            pod.hostname(),
            directory,
            node.layout().cgroupParent() + "/pod" + pod.uid(),
            pod.hostNamespaces(),
            Boolean.TRUE.equals(pod.spec().getShareProcessNamespace()),
            pod.hostPorts());
    Sandbox made = node.sandboxes().call(driver, d -> d.create(spec));
    SandboxState there = new SandboxState(driver, true, false, made.pausePid(), made.addresses());
    cell.note(s -> s.withSandbox(there));
    present = made;
    watch.sandbox(driver);
    return made;
  }

  /**
   * Looks for the sandbox that an earlier instance made.
   *
   * @return whether it is there and ready; otherwise it is noted as lost
   */
  boolean adopt(PodView pod, SandboxState state) {
    Path directory = node.layout().sandbox(pod.uid());
    Optional<Sandbox> found =
        node.sandboxes().call(state.driver(), d -> d.find(pod.uid(), directory));
    if (found.isEmpty() || !found.get().ready()) {
      lost();
      return false;
    }
    present = found.get();
    watch.sandbox(state.driver());
    return true;
  }

  /** Notes that the pause process ended. */
  void lost() {
    present = null;
    watch.forget("");
    SandboxState state = cell.get().sandbox();
    if (state != null && state.there()) {
      cell.note(
          s -> s.withSandbox(new SandboxState(state.driver(), true, true, 0, state.addresses())));
    }
  }

  /** Removes the sandbox, whatever there is of it. */
  void remove(PodView pod) {
    SandboxState state = cell.get().sandbox();
    if (state == null) {
      return;
    }
    Path directory = node.layout().sandbox(pod.uid());
    present = null;
    node.sandboxes()
        .call(
            state.driver(),
            d -> {
              d.remove(pod.uid(), directory);
              return true;
            });
    watch.forget("");
    Trees.delete(directory);
    cell.note(s -> s.withSandbox(null));
  }
}
