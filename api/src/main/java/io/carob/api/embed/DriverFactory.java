package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverCalls;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes drivers that need more than a constructor without arguments. Authors of such drivers
 * provide it by {@link java.util.ServiceLoader}; an embedded node calls it once, before it starts.
 * In OSGi nobody calls it: there a declarative service does the same.
 */
@ConsumerType
public interface DriverFactory {

  /** {@return the PID of the drivers' settings, the same as in OSGi} */
  String pid();

  /**
   * Makes the drivers. They call nothing of the node yet.
   *
   * @param home where they are to work
   * @return the drivers, of any types
   * @throws CarobException {@code INVALID_ARGUMENT} for a key that is not known, naming it, or a
   *     value that cannot be; the node does not start then. A driver that finds that the host lacks
   *     something is made nevertheless, and says so when it is called
   */
  Made make(Home home);

  /** Where drivers work. The node makes it; it grows with what drivers need. */
  @ProviderType
  interface Home {

    /** {@return the node's places} */
    NodeLayout layout();

    /** {@return what is set under the factory's PID, by key, written as in a configuration file} */
    Map<String, String> settings();

    /**
     * Reaches other drivers of the node by their names, for drivers that pass calls on. Calls wait
     * for drivers that have not come yet.
     *
     * @param <D> the drivers' interface
     * @param spi {@code SnapshotDriver}, {@code SandboxDriver}, {@code ContainerRuntime} or {@code
     *     VolumePlugin}
     * @return calls on drivers of that type; may be kept as long as the node runs
     * @throws CarobException {@code INVALID_ARGUMENT} for any other type
     */
    <D> DriverCalls<D> calls(Class<D> spi);
  }

  /**
   * The drivers that were made.
   *
   * @param snapshotters snapshot drivers
   * @param sandboxes sandbox drivers
   * @param runtimes container runtimes
   * @param volumes volume plugins
   * @param end closed once, when the node ends and calls them no more. What they run outlives it
   */
  record Made(
      List<SnapshotDriver> snapshotters,
      List<SandboxDriver> sandboxes,
      List<ContainerRuntime> runtimes,
      List<VolumePlugin> volumes,
      AutoCloseable end) {

    /** Copies the lists. */
    public Made {
      snapshotters = List.copyOf(snapshotters);
      sandboxes = List.copyOf(sandboxes);
      runtimes = List.copyOf(runtimes);
      volumes = List.copyOf(volumes);
      Objects.requireNonNull(end);
    }
  }
}
