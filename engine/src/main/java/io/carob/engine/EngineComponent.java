package io.carob.engine;

import io.carob.api.driver.DriverInfo;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.volume.VolumePlugin;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The engine as services; it offers them once it has started. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.carob.engine")
public final class EngineComponent {

  private final Engine engine;
  private final EngineServices services = new EngineServices();
  private volatile @Nullable Registries registries;

  /** Makes the engine; drivers are bound next. */
  @Activate
  public EngineComponent(
      @Reference NodeLayout layout,
      @Reference Images images,
      @Reference Snapshots snapshots,
      EngineSettings settings) {
    engine = new Engine(layout, EngineServices.config(settings), images, snapshots);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSandbox(SandboxDriver driver, ServiceReference<SandboxDriver> from) {
    engine.add(engine.sandboxes(), info("sandbox", driver.name(), from), driver);
  }

  void removeSandbox(SandboxDriver driver) {
    engine.sandboxes().remove(driver);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addRuntime(ContainerRuntime driver, ServiceReference<ContainerRuntime> from) {
    engine.add(engine.runtimes(), info("runtime", driver.name(), from), driver);
  }

  void removeRuntime(ContainerRuntime driver) {
    engine.runtimes().remove(driver);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addVolume(VolumePlugin driver, ServiceReference<VolumePlugin> from) {
    engine.add(engine.volumes(), info("volume", driver.name(), from), driver);
  }

  void removeVolume(VolumePlugin driver) {
    engine.volumes().remove(driver);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setRegistries(Registries registries) {
    this.registries = registries;
    engine.pullBy(registries);
  }

  void unsetRegistries(Registries gone) {
    if (registries == gone) {
      registries = null;
      engine.pullBy(null);
    }
  }

  /** The image store calls snapshotters; pods may wait for one. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSnapshotter(SnapshotDriver driver) {
    engine.hurry();
  }

  void removeSnapshotter(SnapshotDriver driver) {
    // The image store hears of it.
  }

  @Activate
  void start(BundleContext context) {
    engine.start();
    services.register(context, engine);
  }

  @Deactivate
  void stop() {
    services.unregister();
    engine.close();
  }

  private static DriverInfo info(String type, String name, ServiceReference<?> from) {
    return new DriverInfo(type, name, from.getBundle().getVersion().toString(), List.of());
  }
}
