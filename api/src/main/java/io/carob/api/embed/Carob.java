package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverStatus;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.volume.VolumePlugin;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One node that runs in this program: the same primitives and the same controller as the service
 * has, without its HTTP API. It runs between {@link Builder#start} and {@link #close}. Its services
 * may be used by many threads, and end with it.
 */
@ProviderType
public interface Carob extends AutoCloseable {

  /**
   * Begins a node.
   *
   * @return what the node is to be like is said there
   * @throws CarobException {@code UNSUPPORTED} when {@code carob-embed} is not on the class path or
   *     module path
   */
  static Builder builder() {
    return Providers.find().builder();
  }

  /** {@return its images} */
  Images images();

  /** {@return the images in registries} */
  Registries registries();

  /** {@return its snapshots} */
  Snapshots snapshots();

  /** {@return the wanted state: what is applied here runs} */
  Resources resources();

  /** {@return the pods that run} */
  Pods pods();

  /** {@return what happened} */
  Events events();

  /** {@return its drivers of all types, by type and name} */
  List<DriverStatus> drivers();

  /**
   * Ends the node's work in this program and gives its root back; blocks until that is done. Pods
   * run on, and the next start on the same root adopts them, also when it is the service's. To end
   * them, wait for {@link Pods#stopAll} first. Repeating it changes nothing.
   */
  @Override
  void close();

  /** What a node is to be like. Each method but the last answers this builder. */
  @ProviderType
  interface Builder {

    /**
     * The folder for durable data, absolute; must be given. Made when it is not there.
     *
     * @param root the same for each start of this node
     * @return this builder
     */
    Builder root(Path root);

    /**
     * The folder for what a boot of the host ends, absolute, usually on a tmpfs; must be given.
     * Made when it is not there.
     *
     * @param run the same for each start of this node until the host boots
     * @return this builder
     */
    Builder run(Path run);

    /**
     * The cgroup that holds all pods; {@code /carob} when not given.
     *
     * @param cgroup an absolute path below each hierarchy's root
     * @return this builder
     */
    Builder cgroup(String cgroup);

    /**
     * Sets what a file of the service's configuration sets.
     *
     * @param pid the PID, which is the name of the file, such as {@code io.carob.engine}
     * @param key the key in the file
     * @param value the value, written as in the file
     * @return this builder
     */
    Builder set(String pid, String key, String value);

    /**
     * Adds a driver. One that was found by itself under the same name does not serve then.
     *
     * @param driver called by many threads; what it is made with must outlast the node
     * @return this builder
     */
    Builder driver(SnapshotDriver driver);

    /**
     * Adds a driver, as {@link #driver(SnapshotDriver)}.
     *
     * @param driver the sandbox driver
     * @return this builder
     */
    Builder driver(SandboxDriver driver);

    /**
     * Adds a driver, as {@link #driver(SnapshotDriver)}.
     *
     * @param driver the container runtime
     * @return this builder
     */
    Builder driver(ContainerRuntime driver);

    /**
     * Adds a driver, as {@link #driver(SnapshotDriver)}.
     *
     * @param driver the volume plugin
     * @return this builder
     */
    Builder driver(VolumePlugin driver);

    /**
     * Starts the node: recovers what a crash left, adopts pods that still run, and starts those
     * that should. Returns when its services can be used. What fails leaves nothing open.
     *
     * @return the running node; the caller closes it
     * @throws CarobException {@code INVALID_ARGUMENT} when a folder is not given or not absolute,
     *     for a PID or key that nobody knows, naming the nearest, and for a value that cannot be;
     *     {@code FAILED_PRECONDITION} when another node uses the root; {@code PERMISSION_DENIED}
     *     without the rights to run pods; {@code UNSUPPORTED} when the host lacks something or a
     *     part of the node is not on the class path or module path, with the way out; {@code
     *     INTERNAL}
     */
    Carob start();
  }
}
