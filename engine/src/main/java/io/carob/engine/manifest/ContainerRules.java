package io.carob.engine.manifest;

import io.carob.api.CarobException;
import io.carob.api.ImageReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of one container. */
final class ContainerRules {

  private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> PROPAGATION =
      List.of("None", "HostToContainer", "Bidirectional");

  private final String path;
  private final Container container;
  private final Set<String> volumes;
  private final boolean hostNetwork;
  private final Set<String> hostPorts;

  ContainerRules(
      String path,
      Container container,
      Set<String> volumes,
      boolean hostNetwork,
      Set<String> hostPorts) {
    this.path = path;
    this.container = container;
    this.volumes = volumes;
    this.hostNetwork = hostNetwork;
    this.hostPorts = hostPorts;
  }

  void check(Set<String> names) {
    Names.label(path + ".name", container.getName());
    if (!names.add(container.getName())) {
      throw ManifestError.at(
          path + ".name", "two containers have the name \"" + container.getName() + "\"");
    }
    image();
    PodRules.refuse(path + ".volumeDevices", !container.getVolumeDevices().isEmpty());
    if (container.getWorkingDir() != null && !container.getWorkingDir().isEmpty()) {
      absolute(path + ".workingDir", container.getWorkingDir());
    }
    ports();
    mounts();
    security();
    StorageLimit.check(path, container);
    EnvRules.check(path, container);
  }

  private void image() {
    String image = container.getImage();
    if (image == null || image.isEmpty()) {
      throw ManifestError.at(path + ".image", "is required");
    }
    try {
      ImageReference.parse(image);
    } catch (CarobException e) {
      throw ManifestError.in(path + ".image", e);
    }
    if (container.getImagePullPolicy() != null) {
      PodRules.oneOf(path + ".imagePullPolicy", container.getImagePullPolicy(), PULL);
    }
  }

  private void ports() {
    int i = 0;
    for (ContainerPort port : container.getPorts()) {
      String at = path + ".ports[" + i++ + "]";
      inRange(at + ".containerPort", port.getContainerPort());
      PodRules.oneOf(at + ".protocol", port.getProtocol(), List.of("TCP", "UDP", "SCTP"));
      if (port.getHostPort() == null) {
        continue;
      }
      inRange(at + ".hostPort", port.getHostPort());
      if (hostNetwork && !port.getHostPort().equals(port.getContainerPort())) {
        throw ManifestError.at(
            at + ".hostPort", "must be the containerPort when hostNetwork is true");
      }
      String taken = port.getHostIP() + " " + port.getHostPort() + "/" + port.getProtocol();
      if (!hostPorts.add(taken)) {
        throw ManifestError.at(
            at + ".hostPort", port.getHostPort() + " is asked for twice in this pod");
      }
    }
  }

  private static void inRange(String path, Integer port) {
    if (port == null || port < 1 || port > 65535) {
      throw ManifestError.at(path, "must be 1 to 65535, but is " + port);
    }
  }

  private void mounts() {
    Set<String> targets = new HashSet<>();
    int i = 0;
    for (VolumeMount mount : container.getVolumeMounts()) {
      String at = path + ".volumeMounts[" + i++ + "]";
      if (mount.getName() == null || !volumes.contains(mount.getName())) {
        throw ManifestError.at(
            at + ".name",
            "there is no volume \""
                + mount.getName()
                + "\" in the pod; it has "
                + volumes.stream().sorted().toList());
      }
      absolute(at + ".mountPath", mount.getMountPath());
      if (!targets.add(mount.getMountPath().replaceAll("/+$", ""))) {
        throw ManifestError.at(
            at + ".mountPath", "\"" + mount.getMountPath() + "\" is mounted twice");
      }
      subPaths(at, mount);
      if (mount.getMountPropagation() != null) {
        propagation(at + ".mountPropagation", mount.getMountPropagation());
      }
    }
  }

  private void propagation(String at, String propagation) {
    PodRules.oneOf(at, propagation, PROPAGATION);
    boolean privileged =
        container.getSecurityContext() != null
            && Boolean.TRUE.equals(container.getSecurityContext().getPrivileged());
    if (propagation.equals("Bidirectional") && !privileged) {
      throw ManifestError.at(at, "Bidirectional needs securityContext.privileged: true");
    }
  }

  private static void subPaths(String at, VolumeMount mount) {
    String plain = mount.getSubPath() == null ? "" : mount.getSubPath();
    String expression = mount.getSubPathExpr() == null ? "" : mount.getSubPathExpr();
    if (!plain.isEmpty() && !expression.isEmpty()) {
      throw ManifestError.at(at + ".subPathExpr", "cannot be combined with subPath");
    }
    relative(at + ".subPath", plain);
    relative(at + ".subPathExpr", expression);
  }

  private static void relative(String at, String path) {
    if (path.startsWith("/") || List.of(path.split("/")).contains("..") || path.indexOf(0) >= 0) {
      throw ManifestError.at(at, "\"" + path + "\" must be a path inside the volume, without ..");
    }
  }

  private static void absolute(String at, String path) {
    if (path == null
        || !path.startsWith("/")
        || List.of(path.split("/")).contains("..")
        || path.indexOf(0) >= 0) {
      throw ManifestError.at(at, "\"" + path + "\" must be an absolute path, without ..");
    }
  }

  private void security() {
    SecurityContext security = container.getSecurityContext();
    if (security == null) {
      return;
    }
    String at = path + ".securityContext";
    PodRules.refuse(at + ".appArmorProfile", security.getAppArmorProfile() != null);
    PodRules.refuse(at + ".seLinuxOptions", security.getSeLinuxOptions() != null);
    PodRules.refuse(
        at + ".procMount",
        security.getProcMount() != null && !security.getProcMount().equals("Default"));
    PodRules.seccomp(at + ".seccompProfile", security.getSeccompProfile());
    PodRules.notNegative(at + ".runAsUser", security.getRunAsUser());
    PodRules.notNegative(at + ".runAsGroup", security.getRunAsGroup());
  }
}
