package io.carob.engine.pod;

import io.carob.api.driver.DriverUses;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.carob.engine.pod.PodState.SandboxState;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What the pods of the node need drivers for. */
final class PodUses implements DriverUses {

  private final Collection<PodWorker> workers;

  /**
   * Looks at workers that come and go.
   *
   * @param workers those that are there, at any time
   */
  PodUses(Collection<PodWorker> workers) {
    this.workers = workers;
  }

  @Override
  public List<Use> uses(String type, String name) {
    return workers.stream()
        .flatMap(
            worker ->
                worker.state().stream()
                    .flatMap(
                        state ->
                            switch (type) {
                              case "sandbox" -> sandbox(worker, state, name);
                              case "runtime" -> containers(worker, state, name);
                              case "volume" -> volumes(worker, state, name);
                              default -> Stream.<Use>empty();
                            }))
        .toList();
  }

  private static Stream<Use> sandbox(PodWorker worker, PodState state, String name) {
    SandboxState sandbox = state.sandbox();
    return sandbox != null && sandbox.driver().equals(name)
        ? Stream.of(new Use("sandbox", pod(worker)))
        : Stream.empty();
  }

  private static Stream<Use> containers(PodWorker worker, PodState state, String name) {
    return state.containers().stream()
        .filter(c -> c.made() != null && c.made().runtime().equals(name))
        .map(c -> new Use("container", pod(worker) + "/" + c.name()));
  }

  private static Stream<Use> volumes(PodWorker worker, PodState state, String name) {
    return worker.view().volumes().stream()
        .filter(source -> source.plugin().equals(name))
        .map(VolumeSource::name)
        .filter(state.volumes()::containsKey)
        .map(volume -> new Use("volume", pod(worker) + "/" + volume));
  }

  private static String pod(PodWorker worker) {
    return worker.view().key().namespace() + "/" + worker.view().key().name();
  }
}
