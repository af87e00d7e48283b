package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes the controller of an embedded node. The engine provides it by {@link
 * java.util.ServiceLoader}; who makes a whole node calls it once the storage is open, adds the
 * drivers, and then starts it.
 */
@ProviderType
public interface EngineFactory {

  /** {@return the PID of its settings} */
  String pid();

  /**
   * Makes the controller over a node's images and snapshots; nothing runs yet.
   *
   * @param layout the node's places
   * @param settings what is set under the PID, by key, written as in a configuration file
   * @param storage the open store; it must be closed after the controller
   * @return a controller that has not started; the caller closes it
   * @throws CarobException {@code INVALID_ARGUMENT} for a key that is not known, naming the
   *     nearest, or a value that cannot be; {@code FAILED_PRECONDITION} when a newer version wrote
   *     what is there; {@code INTERNAL}
   */
  Made make(NodeLayout layout, Map<String, String> settings, StorageFactory.Opened storage);

  /** A controller. */
  @ProviderType
  interface Made extends AutoCloseable {

    /** {@return the sandbox drivers} */
    DriverSet<SandboxDriver> sandboxes();

    /** {@return the container runtimes} */
    DriverSet<ContainerRuntime> runtimes();

    /** {@return the volume plugins} */
    DriverSet<VolumePlugin> volumes();

    /** Takes up what is wanted; pods that still run are adopted. Called once. */
    void start();

    /** {@return the wanted state} */
    Resources resources();

    /** {@return the pods that run} */
    Pods pods();

    /** {@return what happened} */
    Events events();

    /** Stops working; pods run on. */
    @Override
    void close();
  }
}
