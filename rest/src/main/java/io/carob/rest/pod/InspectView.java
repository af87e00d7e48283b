package io.carob.rest.pod;

import io.carob.api.CarobException;
import io.carob.api.Mount;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.snapshot.Snapshots;
import io.carob.rest.http.Snapshotters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One container in docker's words. */
final class InspectView {

  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final PodInfo pod;
  private final Optional<Snapshots> snapshots;
  private final Snapshotters snapshotters;

  InspectView(PodInfo pod, Optional<Snapshots> snapshots, Snapshotters snapshotters) {
    this.pod = pod;
    this.snapshots = snapshots;
    this.snapshotters = snapshotters;
  }

  Map<String, Object> of(ContainerInfo container) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("Id", container.status().map(ContainerStatus::id).orElse(""));
    view.put("Name", container.name());
    view.put("Pod", pod.namespace() + "/" + pod.name());
    view.put("Created", container.status().map(s -> s.created().toString()).orElse(NEVER));
    view.put("Args", container.args());
    view.put("State", state(container));
    view.put("Image", container.imageId().map(Object::toString).orElse(""));
    view.put("RestartCount", container.restarts());
    view.put("LogPath", container.logPath());
    view.put("GraphDriver", graphDriver(container));
    view.put("Mounts", container.mounts().stream().map(InspectView::mount).toList());
    view.put("HostnamePath", file(container, "/etc/hostname"));
    view.put("HostsPath", file(container, "/etc/hosts"));
    view.put("ResolvConfPath", file(container, "/etc/resolv.conf"));
    view.put(
        "SandboxKey",
        pod.sandbox()
            .map(sandbox -> sandbox.namespaces().get(NamespaceKind.NET))
            .map(Object::toString)
            .orElse(""));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("Hostname", pod.name());
    config.put("Image", container.image());
    config.put("Env", container.env());
    config.put("Cmd", container.args());
    view.put("Config", config);
    return view;
  }

  private static Map<String, Object> state(ContainerInfo container) {
    Optional<ContainerStatus> status = container.status();
    Optional<ExitStatus> exit = status.flatMap(ContainerStatus::exit);
    boolean running = status.filter(s -> s.state() == ContainerStatus.State.RUNNING).isPresent();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("Status", word(status));
    state.put("Running", running);
    state.put("OOMKilled", exit.map(ExitStatus::oomKilled).orElse(false));
    state.put("Pid", status.map(ContainerStatus::pid).orElse(0L));
    state.put("ExitCode", exit.map(ExitStatus::code).orElse(0));
    state.put("Error", container.message());
    state.put("Waiting", container.waiting());
    state.put(
        "StartedAt", status.flatMap(ContainerStatus::started).map(Object::toString).orElse(NEVER));
    state.put("FinishedAt", exit.map(e -> e.finished().toString()).orElse(NEVER));
    return state;
  }

  private static String word(Optional<ContainerStatus> status) {
    if (status.isEmpty()) {
      return "waiting";
    }
    return switch (status.get().state()) {
      case CREATED -> "created";
      case RUNNING -> "running";
      case STOPPED -> "exited";
    };
  }

  private static Map<String, Object> mount(ContainerMount mount) {
    String source =
        mount.subPath().map(sub -> mount.source().resolve(sub)).orElse(mount.source()).toString();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("Type", "bind");
    view.put("Name", mount.volume());
    view.put("VolumeType", mount.type());
    view.put("Source", source);
    view.put("Destination", mount.destination());
    view.put("Mode", mount.readOnly() ? "ro" : "rw");
    view.put("RW", !mount.readOnly());
    view.put(
        "Propagation",
        switch (mount.propagation()) {
          case PRIVATE -> "rprivate";
          case HOST_TO_CONTAINER -> "rslave";
          case BIDIRECTIONAL -> "rshared";
        });
    return view;
  }

  private static String file(ContainerInfo container, String destination) {
    return container.mounts().stream()
        .filter(mount -> mount.destination().equals(destination))
        .map(mount -> mount.source().toString())
        .findFirst()
        .orElse("");
  }

  private Map<String, Object> graphDriver(ContainerInfo container) {
    Map<String, String> data = new LinkedHashMap<>();
    for (Mount mount : mounts(container)) {
      List<String> lower = new ArrayList<>();
      for (String option : mount.options()) {
        int equals = option.indexOf('=');
        String value = option.substring(equals + 1);
        switch (equals < 0 ? option : option.substring(0, equals)) {
          case "lowerdir", "lowerdir+" -> lower.add(value);
          case "upperdir" -> data.put("UpperDir", value);
          case "workdir" -> data.put("WorkDir", value);
          default -> {}
        }
      }
      if (!lower.isEmpty()) {
        data.put("LowerDir", String.join(":", lower));
      } else if (mount.type().equals("bind")) {
        data.put("Dir", mount.source());
      }
    }
    container.status().ifPresent(status -> data.put("MergedDir", status.rootfs().toString()));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("Name", container.driver());
    view.put("Data", data);
    return view;
  }

  private List<Mount> mounts(ContainerInfo container) {
    if (snapshots.isEmpty()
        || container.snapshot().isEmpty()
        || !snapshotters.serve(container.driver())) {
      return List.of();
    }
    try {
      return snapshots.get().mounts(container.driver(), container.snapshot().get());
    } catch (CarobException e) {
      // Its driver is away, or the container is going: then these folders are not known now.
      return List.of();
    }
  }
}
