package io.carob.engine.pod;

import io.carob.api.driver.DriverUses;
import io.carob.engine.EngineConfig;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.carob.engine.pod.PodState.SandboxState;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the pods of the node need drivers for. */
final class PodUses implements DriverUses {

  private final Collection<PodWorker> workers;
  private final Supplier<EngineConfig> setup;
  private final PassedOn passedOn;

  /**
   * Looks at workers that come and go.
   *
   * @param workers those that are there, at any time
   * @param setup what pods get that ask for nothing else
   * @param passedOn which drivers theirs called
   */
  PodUses(Collection<PodWorker> workers, Supplier<EngineConfig> setup, PassedOn passedOn) {
    this.passedOn = passedOn;
    this.workers = workers;
    this.setup = setup;
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

  @Override
  public Set<String> needed(String type) {
    EngineConfig config = setup.get();
    Stream<String> configured =
        switch (type) {
          case "snapshotter" -> Stream.of(config.snapshotter());
          case "sandbox" -> Stream.of(config.sandbox());
          case "runtime" -> Stream.of(config.runtime());
          default -> Stream.empty();
        };
    return Stream.concat(configured, workers.stream().flatMap(worker -> needed(worker, type)))
        .collect(Collectors.toSet());
  }

  /** What a pod has, and what it asks for while something of it is still to run. */
  private Stream<String> needed(PodWorker worker, String type) {
    PodView view = worker.view();
    PodState state = worker.state().orElse(null);
    Stream<String> wished =
        state != null && !state.outcome().isEmpty()
            ? Stream.empty()
            : switch (type) {
              case "snapshotter" -> Stream.of(view.snapshotter(setup.get()));
              case "sandbox" -> Stream.of(view.sandbox(setup.get()));
              case "runtime" -> Stream.of(view.runtime(setup.get()));
              case "volume" -> view.volumes().stream().map(VolumeSource::plugin);
              default -> Stream.<String>empty();
            };
    return state == null ? wished : Stream.concat(wished, had(view, state, type));
  }

  private Stream<String> had(PodView view, PodState state, String type) {
    return switch (type) {
      case "sandbox" ->
          Stream.ofNullable(state.sandbox())
              .flatMap(one -> Stream.concat(Stream.of(one.driver()), passed(type, view)));
      case "runtime" ->
          state.containers().stream()
              .flatMap(c -> Stream.ofNullable(c.made()))
              .flatMap(made -> Stream.concat(Stream.of(made.runtime()), passed(type, view)));
      case "volume" ->
          view.volumes().stream()
              .filter(source -> state.volumes().containsKey(source.name()))
              .map(VolumeSource::plugin);
      default -> Stream.empty();
    };
  }

  private Stream<String> passed(String type, PodView view) {
    return passedOn.of(type, view.uid()).stream();
  }

  private boolean isPassed(String type, String name, PodWorker worker) {
    return passedOn.of(type, worker.view().uid()).contains(name);
  }

  private Stream<Use> sandbox(PodWorker worker, PodState state, String name) {
    SandboxState sandbox = state.sandbox();
    return sandbox != null && (sandbox.driver().equals(name) || isPassed("sandbox", name, worker))
        ? Stream.of(new Use("sandbox", pod(worker)))
        : Stream.empty();
  }

  private Stream<Use> containers(PodWorker worker, PodState state, String name) {
    boolean passed = isPassed("runtime", name, worker);
    return state.containers().stream()
        .filter(c -> c.made() != null && (passed || c.made().runtime().equals(name)))
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
