package io.carob.engine.sharing;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.Image;
import io.carob.api.image.Images;
import io.carob.api.image.LayerInfo;
import io.carob.api.node.Sharing;
import io.carob.api.node.SharingReport;
import io.carob.api.node.SharingReport.DiskEvidence;
import io.carob.api.node.SharingReport.FileEvidence;
import io.carob.api.node.SharingReport.ImageSharing;
import io.carob.api.node.SharingReport.IsolationEvidence;
import io.carob.api.node.SharingReport.LayerUse;
import io.carob.api.node.SharingReport.RootEvidence;
import io.carob.api.node.SharingReport.SandboxEvidence;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.Pods;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the sharing report: who runs comes from the engine, all evidence from the kernel. */
public final class SharingReader implements Sharing {

  private final Pods pods;
  private final Images images;
  private final Snapshots snapshots;

  /**
   * Makes a reader.
   *
   * @param pods who runs
   * @param images which layers they have
   * @param snapshots sizes on disk
   */
  public SharingReader(Pods pods, Images images, Snapshots snapshots) {
    this.pods = pods;
    this.images = images;
    this.snapshots = snapshots;
  }

  @Override
  public SharingReport report(Optional<String> namespace) {
    List<PodInfo> infos = pods.list(namespace);
    List<RunningContainer> running = new ArrayList<>();
    List<SandboxEvidence> sandboxes = new ArrayList<>();
    for (PodInfo pod : infos) {
      pod.containers().forEach(c -> running(pod, c).ifPresent(running::add));
      sandbox(pod).ifPresent(sandboxes::add);
    }
    Map<String, List<RunningContainer>> groups =
        running.stream()
            .collect(
                Collectors.groupingBy(
                    c -> c.imageId() + " " + c.driver(), TreeMap::new, Collectors.toList()));
    List<ImageSharing> shared = new ArrayList<>();
    for (List<RunningContainer> group : groups.values()) {
      image(group, running).ifPresent(shared::add);
    }
    return new SharingReport(shared, sandboxes, disk(running));
  }

  private Optional<RunningContainer> running(PodInfo pod, ContainerInfo c) {
    Optional<ContainerStatus> status = c.status().filter(s -> s.state() == State.RUNNING);
    if (status.isEmpty() || c.imageId().isEmpty() || c.snapshot().isEmpty()) {
      return Optional.empty();
    }
    long pid = status.get().pid();
    Optional<MountLine> root = MountLine.root(ProcFiles.mountInfo(pid));
    if (root.isEmpty()) {
      return Optional.empty();
    }
    String name = pod.namespace() + "/" + pod.name() + "/" + c.name();
    RootEvidence evidence =
        new RootEvidence(
            name,
            pid,
            c.driver(),
            root.get().type(),
            root.get().lower(),
            root.get().upper(),
            root.get().work(),
            bytes(c.driver(), c.snapshot().get()),
            root.get().line());
    return Optional.of(
        new RunningContainer(name, c.imageId().get(), c.driver(), pid, root.get(), evidence));
  }

  private Optional<ImageSharing> image(List<RunningContainer> group, List<RunningContainer> all) {
    RunningContainer first = group.get(0);
    Optional<Image> image = find(first);
    List<FileEvidence> files = FileCheck.compare(group);
    Optional<IsolationEvidence> isolation = IsolationCheck.of(group);
    Verdict verdict = Verdict.of(group, files, isolation);
    String name =
        image
            .filter(i -> !i.names().isEmpty())
            .map(i -> i.names().get(0).toString())
            .orElse(first.imageId().toString());
    return Optional.of(
        new ImageSharing(
            name,
            verdict.shared(),
            verdict.sentence(),
            layers(first, all),
            group.stream().map(RunningContainer::evidence).toList(),
            files,
            isolation));
  }

  private List<LayerUse> layers(RunningContainer of, List<RunningContainer> all) {
    List<LayerUse> out = new ArrayList<>();
    for (LayerInfo layer : layersOf(of)) {
      List<String> users =
          all.stream()
              .filter(c -> c.driver().equals(of.driver()))
              .filter(c -> layersOf(c).stream().anyMatch(l -> l.chainId().equals(layer.chainId())))
              .map(RunningContainer::name)
              .toList();
      out.add(
          new LayerUse(
              layer.diffId().toString(),
              layer.chainId().toString(),
              bytes(of.driver(), SnapshotKey.of(layer.chainId())),
              users));
    }
    return out;
  }

  private DiskEvidence disk(List<RunningContainer> running) {
    Set<String> counted = new HashSet<>();
    long layers = 0;
    long writable = 0;
    long separate = 0;
    for (RunningContainer c : running) {
      long own = c.evidence().writableBytes();
      long whole = 0;
      for (LayerInfo layer : layersOf(c)) {
        long bytes = bytes(c.driver(), SnapshotKey.of(layer.chainId()));
        whole += bytes;
        if (counted.add(c.driver() + " " + layer.chainId())) {
          layers += bytes;
        }
      }
      writable += own;
      // Without overlay the container's own tree is a whole copy already.
      separate += c.root().overlay() ? whole + own : own;
    }
    return new DiskEvidence(layers, writable, separate);
  }

  private List<LayerInfo> layersOf(RunningContainer c) {
    return find(c).map(Image::layers).orElse(List.of());
  }

  private Optional<Image> find(RunningContainer c) {
    try {
      return Optional.of(images.get(c.imageId().toString()));
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private long bytes(String driver, SnapshotKey key) {
    try {
      return snapshots.usage(driver, key).bytes();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.UNAVAILABLE) {
        return 0;
      }
      throw e;
    }
  }

  private static Optional<SandboxEvidence> sandbox(PodInfo pod) {
    if (pod.sandbox().filter(s -> s.ready() && s.pausePid() > 0).isEmpty()) {
      return Optional.empty();
    }
    long pause = pod.sandbox().get().pausePid();
    Map<String, Map<String, String>> containers = new TreeMap<>();
    for (ContainerInfo c : pod.containers()) {
      c.status()
          .filter(s -> s.state() == State.RUNNING)
          .ifPresent(s -> containers.put(c.name(), ProcFiles.namespaces(s.pid())));
    }
    return Optional.of(
        new SandboxEvidence(
            pod.namespace() + "/" + pod.name(),
            pause,
            ProcFiles.command(pause),
            ProcFiles.namespaces(pause),
            containers));
  }
}
