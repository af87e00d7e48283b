package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.carob.engine.pod.PodState.VolumeState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The bind mounts of a container, outer ones first. */
final class MountPlan {

  private static final List<String> POD_FILES = List.of("hosts", "hostname", "resolv.conf");

  private MountPlan() {}

  static List<ContainerMount> of(
      PodView pod, Container container, PodState state, Path etc, Map<String, String> env) {
    Map<String, VolumeSource> sources =
        pod.volumes().stream().collect(Collectors.toMap(VolumeSource::name, Function.identity()));
    List<ContainerMount> mounts = new ArrayList<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      VolumeSource source = sources.get(mount.getName());
      VolumeState published = state.volumes().get(mount.getName());
      if (source == null || published == null) {
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION, "volume " + mount.getName() + " is not published");
      }
      mounts.add(mount(mount, source, published, env));
    }
    Set<String> taken =
        mounts.stream().map(ContainerMount::destination).collect(Collectors.toSet());
    boolean readOnly = SecurityPlan.of(pod.spec(), container).readOnlyRootFilesystem();
    for (String file : POD_FILES) {
      if (!taken.contains("/etc/" + file)) {
        mounts.add(podFile(file, etc.resolve(file), readOnly));
      }
    }
    mounts.sort(Comparator.comparingInt(m -> m.destination().split("/").length));
    return mounts;
  }

  private static ContainerMount podFile(String file, Path source, boolean readOnly) {
    return new ContainerMount(
        "." + file, "pod", source, Optional.empty(), "/etc/" + file, readOnly, Propagation.PRIVATE);
  }

  private static ContainerMount mount(
      VolumeMount mount, VolumeSource source, VolumeState published, Map<String, String> env) {
    return new ContainerMount(
        mount.getName(),
        source.plugin(),
        Path.of(published.path()),
        subPath(mount, env),
        mount.getMountPath().length() > 1
            ? mount.getMountPath().replaceAll("/+$", "")
            : mount.getMountPath(),
        Boolean.TRUE.equals(mount.getReadOnly()) || published.readOnly() || source.readOnly(),
        propagation(mount.getMountPropagation()));
  }

  private static Optional<String> subPath(VolumeMount mount, Map<String, String> env) {
    if (mount.getSubPath() != null && !mount.getSubPath().isEmpty()) {
      return Optional.of(mount.getSubPath());
    }
    if (mount.getSubPathExpr() == null || mount.getSubPathExpr().isEmpty()) {
      return Optional.empty();
    }
    String path = Expansion.expand(mount.getSubPathExpr(), env);
    if (path.isEmpty() || path.startsWith("/") || List.of(path.split("/")).contains("..")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "subPathExpr \""
              + mount.getSubPathExpr()
              + "\" gives \""
              + path
              + "\", which is no path inside the volume "
              + mount.getName());
    }
    if (path.contains("$(")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "subPathExpr \"" + mount.getSubPathExpr() + "\" names a variable that is not set");
    }
    return Optional.of(path);
  }

  private static Propagation propagation(String word) {
    return switch (String.valueOf(word)) {
      case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
      case "Bidirectional" -> Propagation.BIDIRECTIONAL;
      default -> Propagation.PRIVATE;
    };
  }
}
