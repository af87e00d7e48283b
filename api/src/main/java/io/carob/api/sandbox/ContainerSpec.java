package io.carob.api.sandbox;

import io.carob.api.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The container that a pod asks for.
 *
 * @param id unique on the node: 1 to 64 lower-case letters, digits and hyphens
 * @param name the container's name within the pod
 * @param directory a folder for this container alone, made by the core, on the run directory; the
 *     driver keeps its state there
 * @param sandbox the pod's sandbox
 * @param cgroupParent the pod's cgroup, as in {@link SandboxSpec}
 * @param rootfs mounts that show the root file system, as the snapshot driver answered them
 * @param args the command and its arguments; at least one
 * @param env environment, each {@code NAME=value}
 * @param workingDirectory absolute path inside; made when it is not there
 * @param user {@code user[:group]} by name or number, looked up inside the root file system; empty
 *     for root
 * @param mounts bind mounts, in the order in which they are to be made
 * @param security what it may do
 * @param logPath the log file, in the CRI log format; made by the driver, appended to
 * @param annotations free text for the runtime
 */
public record ContainerSpec(
    String id,
    String name,
    Path directory,
    Sandbox sandbox,
    String cgroupParent,
    List<Mount> rootfs,
    List<String> args,
    List<String> env,
    String workingDirectory,
    String user,
    List<ContainerMount> mounts,
    SecuritySpec security,
    Path logPath,
    Map<String, String> annotations) {

  /** Copies the collections. */
  public ContainerSpec {
    Objects.requireNonNull(id);
    Objects.requireNonNull(name);
    Objects.requireNonNull(directory);
    Objects.requireNonNull(sandbox);
    Objects.requireNonNull(cgroupParent);
    rootfs = List.copyOf(rootfs);
    args = List.copyOf(args);
    env = List.copyOf(env);
    Objects.requireNonNull(workingDirectory);
    Objects.requireNonNull(user);
    mounts = List.copyOf(mounts);
    Objects.requireNonNull(security);
    Objects.requireNonNull(logPath);
    annotations = Map.copyOf(annotations);
  }
}
