package io.carob.engine;

import io.carob.api.driver.Driver;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.volume.VolumePlugin;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The engine as services; it offers them once it has started. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.carob.engine")
@Designate(ocd = EngineSettings.class)
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
    engine = new Engine(layout, EngineSetup.config(settings), images, snapshots);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSandbox(SandboxDriver driver, ServiceReference<SandboxDriver> from) {
    add("sandbox", engine.sandboxes(), driver, from);
  }

  void removeSandbox(SandboxDriver driver) {
    engine.sandboxes().remove(driver);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addRuntime(ContainerRuntime driver, ServiceReference<ContainerRuntime> from) {
    add("runtime", engine.runtimes(), driver, from);
  }

  void removeRuntime(ContainerRuntime driver) {
    engine.runtimes().remove(driver);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addVolume(VolumePlugin driver, ServiceReference<VolumePlugin> from) {
    add("volume", engine.volumes(), driver, from);
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
    try {
      services.offerCalls(context, engine);
      engine.start();
      services.register(context, engine);
    } catch (RuntimeException | Error e) {
      stopAfter(e);
      throw e;
    }
  }

  /** Nobody else will: another try makes another engine. */
  private void stopAfter(Throwable failure) {
    try {
      stop();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** The engine and its services stay: nobody who uses them sees them go. */
  @Modified
  void modified(EngineSettings settings) {
    engine.reconfigure(EngineSetup.config(settings));
  }

  @Deactivate
  void stop() {
    services.unregister();
    engine.close();
    services.withdrawCalls();
  }

  private <D extends Driver> void add(
      String type, DriverTable<D> table, D driver, ServiceReference<D> from) {
    Bundle bundle = from.getBundle();
    if (bundle != null) { // else it has gone already
      engine.add(type, table, driver, bundle.getVersion().toString(), bundle.getSymbolicName());
    }
  }
}
