package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.Usage;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.PodInfo.VolumeInfo;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.volume.UnpublishRequest;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.carob.engine.pod.PodState.SandboxState;
import io.carob.engine.pod.PodState.VolumeState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pod as {@link PodInfo} shows it. */
final class PodInfos {

  private static final Logger LOG = LoggerFactory.getLogger(PodInfos.class);

  private final Node node;
  private final VolumeFigures figures =
      new VolumeFigures(
          task -> {
            Thread thread = new Thread(task, "carob-volume-size");
            thread.setDaemon(true);
            thread.start();
          },
          System::nanoTime);

  PodInfos(Node node) {
    this.node = node;
  }

  PodInfo of(PodWorker worker) {
    PodView pod = worker.view();
    PodState state = worker.state().orElseGet(() -> PodBirth.of(pod, node.work().now()));
    return new PodInfo(
        pod.uid(),
        pod.key().namespace(),
        pod.key().name(),
        PodStatus.phase(state),
        sandbox(pod, state),
        state.containers().stream().map(c -> container(worker, pod, c)).toList(),
        volumes(worker, pod, state));
  }

  private Optional<Sandbox> sandbox(PodView pod, PodState state) {
    SandboxState there = state.sandbox();
    if (there == null || !there.there()) {
      return Optional.empty();
    }
    Path directory = node.layout().sandbox(pod.uid());
    if (node.sandboxes().isThere(there.driver())) {
      try {
        Optional<Sandbox> found =
            node.sandboxes()
                .call(
                    there.driver(),
                    pod.uid(),
                    d -> {
                      Forms.check(d, "the sandbox of pod " + pod.key().name(), there.form());
                      return d.find(pod.uid(), directory);
                    });
        if (found.isPresent()) {
          return found;
        }
      } catch (CarobException e) {
        LOG.debug("{}: showing the sandbox as it was last seen", pod.key(), e);
      }
    }
    return Optional.of(
        new Sandbox(
            pod.uid(),
            directory,
            !there.lost(),
            there.pausePid(),
            Map.<NamespaceKind, Path>of(),
            List.copyOf(pod.hostNamespaces()),
            there.addresses()));
  }

  private ContainerInfo container(PodWorker worker, PodView pod, ContainerState c) {
    Made made = c.made();
    boolean waits = c.phase() != ContainerState.Phase.RUNNING && !c.waiting().isEmpty();
    return new ContainerInfo(
        c.name(),
        c.init(),
        pod.container(c.name()).getImage(),
        made == null ? Optional.empty() : Optional.of(Digest.parse(made.imageId())),
        c.restarts(),
        made == null ? List.of() : made.args(),
        made == null ? List.of() : made.env(),
        status(c),
        made == null ? pod.snapshotter(node.config()) : made.driver(),
        made == null ? Optional.empty() : Optional.of(pod.snapshot(c.name())),
        made == null ? List.of() : made.mounts(),
        worker.folder().log(c.name(), Math.max(0, c.attempt())),
        waits ? c.waiting() : "",
        waits ? c.message() : "");
  }

  private static Optional<ContainerStatus> status(ContainerState c) {
    Made made = c.made();
    Running running = c.running();
    Ended ended = c.ended();
    if (made == null) {
      return Optional.empty();
    }
    if (running != null) {
      return Optional.of(
          new ContainerStatus(
              made.id(),
              State.RUNNING,
              running.pid(),
              Path.of(running.rootfs()),
              running.created(),
              Optional.of(running.started()),
              Optional.empty()));
    }
    if (ended == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ContainerStatus(
            made.id(),
            State.STOPPED,
            0,
            Path.of("/"),
            ended.started(),
            Optional.of(ended.started()),
            Optional.of(
                new ExitStatus(
                    ended.code(), ended.reason().equals("OOMKilled"), ended.finished()))));
  }

  private List<VolumeInfo> volumes(PodWorker worker, PodView pod, PodState state) {
    List<VolumeInfo> out = new ArrayList<>();
    for (VolumeSource source : pod.volumes()) {
      VolumeState published = state.volumes().get(source.name());
      if (published != null) {
        out.add(
            new VolumeInfo(
                source.name(),
                source.plugin(),
                Path.of(published.path()),
                published.readOnly() || source.readOnly(),
                figures.of(
                    pod.uid() + "/" + source.name(),
                    () -> usage(worker, pod, source, published.form()))));
      }
    }
    return out;
  }

  private Usage usage(PodWorker worker, PodView pod, VolumeSource source, int form) {
    if (!node.volumes().isThere(source.plugin())) {
      return Usage.NONE;
    }
    UnpublishRequest request =
        new UnpublishRequest(
            pod.volumeId(source.name()),
            worker.folder().volume(source.plugin(), source.name()),
            source.fields());
    try {
      return node.volumes()
          .call(
              source.plugin(),
              request.place().toString(),
              plugin -> {
                Forms.check(plugin, "volume \"" + source.name() + "\"", form);
                return plugin.usage(request);
              });
    } catch (CarobException e) {
      LOG.debug("{}: no usage of volume {}", pod.key(), source.name(), e);
      return Usage.NONE;
    }
  }
}
