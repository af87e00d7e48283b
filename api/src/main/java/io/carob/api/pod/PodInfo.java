package io.carob.api.pod;

import io.carob.api.Digest;
import io.carob.api.Usage;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.snapshot.SnapshotKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A pod as it runs on this node, below the level of manifests.
 *
 * @param uid its unique id
 * @param namespace its namespace
 * @param name its name
 * @param phase {@code Pending}, {@code Running}, {@code Succeeded}, {@code Failed}
 * @param sandbox its sandbox, once made
 * @param containers init containers first, then the others, as in the manifest
 * @param volumes its published volumes
 */
public record PodInfo(
    String uid,
    String namespace,
    String name,
    String phase,
    Optional<Sandbox> sandbox,
    List<ContainerInfo> containers,
    List<VolumeInfo> volumes) {

  /** Copies the lists. */
  public PodInfo {
    Objects.requireNonNull(uid);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
    Objects.requireNonNull(phase);
    Objects.requireNonNull(sandbox);
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
  }

  /**
   * One container of the pod.
   *
   * @param name its name within the pod
   * @param init whether it is an init container
   * @param image the image's name, as the manifest writes it
   * @param imageId the image's identity, once found
   * @param restarts how often it was started again
   * @param args the command and its arguments, once made
   * @param env its environment, once made
   * @param status its state in the runtime, once made
   * @param driver its snapshot driver
   * @param snapshot its writable layer, once made
   * @param mounts its bind mounts, once made
   * @param logPath the log of the present or last run
   * @param waiting why it does not run, such as {@code CrashLoopBackOff}; empty when it runs or is
   *     done
   * @param message more about that, for people; may be empty
   */
  public record ContainerInfo(
      String name,
      boolean init,
      String image,
      Optional<Digest> imageId,
      int restarts,
      List<String> args,
      List<String> env,
      Optional<ContainerStatus> status,
      String driver,
      Optional<SnapshotKey> snapshot,
      List<ContainerMount> mounts,
      Path logPath,
      String waiting,
      String message) {

    /** Copies the lists. */
    public ContainerInfo {
      Objects.requireNonNull(name);
      Objects.requireNonNull(image);
      Objects.requireNonNull(imageId);
      args = List.copyOf(args);
      env = List.copyOf(env);
      Objects.requireNonNull(status);
      Objects.requireNonNull(driver);
      Objects.requireNonNull(snapshot);
      mounts = List.copyOf(mounts);
      Objects.requireNonNull(logPath);
      Objects.requireNonNull(waiting);
      Objects.requireNonNull(message);
    }
  }

  /**
   * One published volume.
   *
   * @param name its name within the pod
   * @param type the plugin's name
   * @param path where it is on the host
   * @param readOnly whether containers may only read
   * @param usage what it takes on this node
   */
  public record VolumeInfo(String name, String type, Path path, boolean readOnly, Usage usage) {
    /** Checks that all parts are there. */
    public VolumeInfo {
      Objects.requireNonNull(name);
      Objects.requireNonNull(type);
      Objects.requireNonNull(path);
      Objects.requireNonNull(usage);
    }
  }
}
