package io.carob.api.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The sandbox that a pod asks for.
 *
 * @param podUid the pod's unique id
 * @param namespace the pod's (Kubernetes) namespace
 * @param podName the pod's name
 * @param hostname the host name inside; not used with the host's UTS namespace
 * @param directory a folder for this sandbox alone, on the run directory; the driver keeps its
 *     state there. The core makes it before each create, and {@code remove} may delete it
 * @param cgroupParent the pod's cgroup, as a path below each hierarchy's root, such as {@code
 *     /carob/pod1234}
 * @param hostNamespaces namespaces to take from the host: of {@code NET}, {@code IPC}, {@code PID}.
 *     {@code NET} implies {@code UTS}
 * @param shareProcessNamespace whether all containers share one PID namespace, whose first process
 *     is pause
 * @param ports ports of the host to forward into the pod
 */
public record SandboxSpec(
    String podUid,
    String namespace,
    String podName,
    String hostname,
    Path directory,
    String cgroupParent,
    Set<NamespaceKind> hostNamespaces,
    boolean shareProcessNamespace,
    List<PortMapping> ports) {

  /** Copies the collections. */
  public SandboxSpec {
    Objects.requireNonNull(podUid);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(podName);
    Objects.requireNonNull(hostname);
    Objects.requireNonNull(directory);
    Objects.requireNonNull(cgroupParent);
    hostNamespaces = Set.copyOf(hostNamespaces);
    ports = List.copyOf(ports);
  }
}
