package io.carob.api.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;

/**
 * Where one instance of Carob keeps its things. Several instances run side by side when all three
 * parts differ. A service of this type is there before any other part of Carob starts.
 *
 * @param root durable data; absolute. {@code /var/lib/carob} by default
 * @param run sockets, namespaces, bundles of running containers; absolute, usually on a tmpfs.
 *     {@code /run/carob} by default
 * @param cgroupParent the cgroup that holds all pods, such as {@code /carob}
 */
public record NodeLayout(Path root, Path run, String cgroupParent) {

  /**
   * Checks the parts.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a path is not absolute
   */
  public NodeLayout {
    if (!root.isAbsolute() || !run.isAbsolute() || !cgroupParent.startsWith("/")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "root " + root + ", run " + run + ", cgroup " + cgroupParent + ": each must be absolute");
    }
  }

  /** {@return the unix socket of the HTTP API} */
  public Path socket() {
    return run.resolve("carob.sock");
  }

  /**
   * {@return a pod's durable folder}
   *
   * @param podUid the pod's unique id
   */
  public Path pod(String podUid) {
    return root.resolve("pods").resolve(podUid);
  }

  /**
   * {@return a sandbox's folder}
   *
   * @param podUid the pod's unique id
   */
  public Path sandbox(String podUid) {
    return run.resolve("sandboxes").resolve(podUid);
  }

  /**
   * {@return a container's folder}
   *
   * @param containerId the container's id
   */
  public Path container(String containerId) {
    return run.resolve("containers").resolve(containerId);
  }
}
