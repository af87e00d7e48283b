package io.carob.engine.pod;

import io.carob.api.driver.DriverTable;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.Events;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.volume.ConfigObjects;
import io.carob.api.volume.VolumePlugin;
import io.carob.engine.EngineConfig;
import io.carob.engine.Work;
import io.carob.engine.resource.ObjectStore;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The primitives of the node that pods are made of.
 *
 * @param layout its places
 * @param setup how the engine is set up now; asked anew for each step
 * @param work threads and the clock
 * @param store the resources
 * @param events what happened
 * @param images its images
 * @param registries pulls images, while that is there
 * @param snapshots its snapshots
 * @param sandboxes sandbox drivers
 * @param runtimes container runtimes
 * @param volumes volume plugins
 * @param objects config objects
 */
public record Node(
    NodeLayout layout,
    Supplier<EngineConfig> setup,
    Work work,
    ObjectStore store,
    Events events,
    Images images,
    Supplier<Optional<Registries>> registries,
    Snapshots snapshots,
    DriverTable<SandboxDriver> sandboxes,
    DriverTable<ContainerRuntime> runtimes,
    DriverTable<VolumePlugin> volumes,
    ConfigObjects objects) {

  /** How the engine is set up now. */
  EngineConfig config() {
    return setup.get();
  }

  Backoff restartBackoff() {
    EngineConfig config = config();
    return new Backoff(config.backoff(), config.backoffMax(), config.backoffReset());
  }
}
