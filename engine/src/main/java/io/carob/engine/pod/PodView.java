package io.carob.engine.pod;

import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.PortMapping;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.volume.VolumeId;
import io.carob.engine.EngineConfig;
import io.carob.engine.manifest.Models;
import io.carob.engine.manifest.VolumeSources;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.carob.engine.resource.StoredObject;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a pod asks for, in the words of this package. Pure.
 *
 * @param object the resource
 * @param spec its typed specification
 */
record PodView(StoredObject object, PodSpec spec) {

  static final String SNAPSHOTTER = "carob.io/snapshotter";
  static final String SANDBOX = "carob.io/sandbox";

  static PodView of(StoredObject object) {
    return new PodView(object, Models.read(object.tree(), Pod.class).getSpec());
  }

  String uid() {
    return object.uid();
  }

  ResourceKey key() {
    return object.key();
  }

  String restartPolicy() {
    return spec.getRestartPolicy();
  }

  /** All containers, init containers first. */
  List<Container> containers() {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream()).toList();
  }

  Container container(String name) {
    return containers().stream().filter(c -> c.getName().equals(name)).findFirst().orElseThrow();
  }

  boolean isInit(String name) {
    return spec.getInitContainers().stream().anyMatch(c -> c.getName().equals(name));
  }

  List<VolumeSource> volumes() {
    return VolumeSources.of("spec", object.tree().path("spec"));
  }

  VolumeId volumeId(String volume) {
    return new VolumeId(uid(), key().namespace(), key().name(), volume);
  }

  String snapshotter(EngineConfig config) {
    return or(object.annotation(SNAPSHOTTER), config.snapshotter());
  }

  String sandbox(EngineConfig config) {
    return or(object.annotation(SANDBOX), config.sandbox());
  }

  String runtime(EngineConfig config) {
    String named = spec.getRuntimeClassName();
    return or(named == null ? "" : named, config.runtime());
  }

  SnapshotKey snapshot(String container) {
    return new SnapshotKey(uid() + "/" + container);
  }

  /** The host name inside: the pod's name, cut to what a host name may be. */
  String hostname() {
    String name = spec.getHostname() == null ? key().name() : spec.getHostname();
    return name.length() <= 63 ? name : name.substring(0, 63).replaceAll("[-.]+$", "");
  }

  boolean hostNetwork() {
    return Boolean.TRUE.equals(spec.getHostNetwork());
  }

  Set<NamespaceKind> hostNamespaces() {
    Set<NamespaceKind> kinds = EnumSet.noneOf(NamespaceKind.class);
    if (hostNetwork()) {
      kinds.add(NamespaceKind.NET);
    }
    if (Boolean.TRUE.equals(spec.getHostIPC())) {
      kinds.add(NamespaceKind.IPC);
    }
    if (Boolean.TRUE.equals(spec.getHostPID())) {
      kinds.add(NamespaceKind.PID);
    }
    return kinds;
  }

  List<PortMapping> hostPorts() {
    List<PortMapping> out = new ArrayList<>();
    if (hostNetwork()) {
      return out;
    }
    for (Container container : spec.getContainers()) {
      for (ContainerPort port : container.getPorts()) {
        if (port.getHostPort() != null) {
          out.add(
              new PortMapping(
                  port.getHostPort(),
                  port.getContainerPort(),
                  port.getProtocol().toLowerCase(Locale.ROOT),
                  port.getHostIP() == null ? "" : port.getHostIP()));
        }
      }
    }
    return out;
  }

  private static String or(String first, String second) {
    return first.isEmpty() ? second : first;
  }
}
