package io.carob.engine.pod;

import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
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
    }
    int now = node.sandboxes().call(driver, "", SandboxDriver::diskFormat);
    SandboxState begun =
        state == null
            ? new SandboxState(driver, false, false, 0, cell.get().addresses(), now)
            : state.withForm(Math.max(now, state.form()));
    int form = begun.form();
    cell.decide(cell.get().withSandbox(begun));
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
    String what = "the sandbox of pod " + pod.key().name();
    Sandbox made =
        node.sandboxes()
            .call(
                driver,
                pod.uid(),
                d -> {
                  Forms.expect(what, form, d.diskFormat());
                  Forms.check(d, what, form);
                  return d.create(spec);
                });
    SandboxState there =
        new SandboxState(driver, true, false, made.pausePid(), made.addresses(), form);
    cell.note(s -> s.withSandbox(there));
    present = made;
    watch.sandbox(there);
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
        node.sandboxes()
            .call(
                state.driver(),
                pod.uid(),
                d -> {
                  Forms.check(d, "the sandbox of pod " + pod.key().name(), state.form());
                  return d.find(pod.uid(), directory);
                });
    if (found.isEmpty() || !found.get().ready()) {
      lost();
      return false;
    }
    present = found.get();
    watch.sandbox(state);
    return true;
  }

  /** Notes that the pause process ended. */
  void lost() {
    present = null;
    watch.forget("");
    SandboxState state = cell.get().sandbox();
    if (state != null && state.there()) {
      SandboxState gone =
          new SandboxState(state.driver(), true, true, 0, state.addresses(), state.form());
      cell.note(s -> s.withSandbox(gone));
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
            pod.uid(),
            d -> {
              Forms.check(d, "the sandbox of pod " + pod.key().name(), state.form());
              d.remove(pod.uid(), directory);
              return true;
            });
    watch.forget("");
    Trees.delete(directory);
    cell.note(s -> s.withSandbox(null));
  }
}
