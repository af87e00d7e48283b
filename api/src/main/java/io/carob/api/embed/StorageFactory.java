package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.Events;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens the images and snapshots of an embedded node. The image store provides it by {@link
 * java.util.ServiceLoader}; who makes a whole node calls it first, and closes what it opened last.
 */
@ProviderType
public interface StorageFactory {

  /** {@return the PID of its settings} */
  String pid();

  /**
   * Opens the store: recovers what a crash left, and serves. It has no driver yet.
   *
   * @param layout the node's places
   * @param settings what is set under the PID, by key, written as in a configuration file
   * @return the store; the caller closes it, after the controller
   * @throws CarobException {@code INVALID_ARGUMENT} for a key that is not known, naming the
   *     nearest, or a value that cannot be; {@code FAILED_PRECONDITION} when another store uses the
   *     root or a newer version wrote it; {@code RESOURCE_EXHAUSTED}; {@code INTERNAL}
   */
  Opened open(NodeLayout layout, Map<String, String> settings);

  /** An open store. */
  @ProviderType
  interface Opened extends AutoCloseable {

    /** {@return the images} */
    Images images();

    /** {@return the images in registries} */
    Registries registries();

    /** {@return the snapshots} */
    Snapshots snapshots();

    /** {@return the snapshot drivers} */
    DriverSet<SnapshotDriver> snapshotters();

    /**
     * Tells there what becomes of the snapshot drivers: what has become of them already, now, and
     * the rest as it happens. Without, it is told nowhere.
     *
     * @param events the events of the node
     */
    void tell(Events events);

    /** Ends what runs, and gives the root back. */
    @Override
    void close();
  }
}
