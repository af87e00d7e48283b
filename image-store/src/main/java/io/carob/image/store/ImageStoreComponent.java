package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverReports;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverUses;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.api.node.MetricSource;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.Events;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.image.store.gc.GcPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store in the node's root folder, and offers its services while it is open. */
@Component(
    configurationPid = "io.carob.image.store",
    immediate = true,
    service = {})
@Designate(ocd = ImageStoreComponent.Config.class)
public final class ImageStoreComponent {

  /** The configuration. */
  @ObjectClassDefinition(name = "Carob image store")
  public @interface Config {
    /** How long a call waits for a snapshot driver that is not there. */
    long driver_wait_seconds() default 30;

    /** How long the removal of a driver waits for its running calls. */
    long driver_drain_seconds() default 60;

    /** How long one call of a driver may go on before the driver counts as stuck. */
    long driver_call_seconds() default 120;

    /** The folder of hosts.toml files, one folder for each registry. */
    String registry_hosts() default "/etc/carob/certs.d";

    /** The file of registry credentials; empty for the one of docker's command, of this user. */
    String registry_credentials() default "";

    /** The registry of image names that have none; empty to pull no such image. */
    String registry_default() default "";

    /** Most blobs that one pull or push has on their way at once. */
    int registry_parallel() default 4;

    /** Whether the blob of an unpacked layer stays. */
    boolean keep_blobs() default true;

    /** How often garbage is collected by itself; 0 for only when asked. */
    long gc_interval_minutes() default 0;

    /** How long an image stays in any case after it came. */
    long gc_min_age_minutes() default 2;

    /** How long after it came an unused image goes; 0 for never. */
    long gc_max_age_hours() default 0;

    /** How long after its last use an image goes; 0 for never. */
    long gc_max_unused_hours() default 0;

    /** Unused images go while the disk is fuller than this, as {@code 85%} or {@code 20GiB}. */
    String gc_high_watermark() default "";

    /** That ends when the disk is no fuller than this. */
    String gc_low_watermark() default "";
  }

  private static final Logger LOG = LoggerFactory.getLogger(ImageStoreComponent.class);

  private final ImageStore store;
  private final DriverReports reports;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private volatile @Nullable Events events;

  /** Opens the store; drivers come afterwards. */
  @Activate
  public ImageStoreComponent(@Reference NodeLayout layout, BundleContext context, Config config) {
    store =
        ImageStore.open(layout.root(), StoreSetup.drivers(config), StoreSetup.registries(config));
    reports = new DriverReports("snapshotter", store.driverTable(), () -> events);
    modified(config); // before any service is offered
    services.add(context.registerService(Storage.class, store.storage(), null));
    services.add(context.registerService(IntegrityCheck.class, store.integrity(), null));
    services.add(context.registerService(Snapshots.class, store.snapshots(), null));
    services.add(context.registerService(Images.class, store.images(), null));
    services.add(context.registerService(Registries.class, store.registries(), null));
    services.add(context.registerService(ImageBuilder.class, store.builder(), null));
    services.add(context.registerService(HostCheck.class, store.check(), null));
    services.add(
        context.registerService(
            new String[] {
              DriverSource.class.getName(), DriverUses.class.getName(), DriverCalls.class.getName()
            },
            new SnapshotterService(store),
            FrameworkUtil.asDictionary(Map.of(DriverSource.TYPE, "snapshotter"))));
    services.add(
        context.registerService(
            new String[] {HealthSource.class.getName(), MetricSource.class.getName()},
            reports,
            null));
  }

  /** Garbage collection follows a change at once; the rest follows at the next start. */
  @Modified
  void modified(Config config) {
    store.collectBy(policy(config), StoreSetup.interval(config));
  }

  /** A policy that cannot be read must not take the images away: the default takes the least. */
  private static GcPolicy policy(Config config) {
    try {
      return StoreSetup.policy(config);
    } catch (CarobException e) {
      LOG.error("The default policy of garbage collection holds: {}", e.getMessage());
      return GcPolicy.DEFAULT;
    }
  }

  @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
  void addDriver(SnapshotDriver driver) {
    Bundle bundle = FrameworkUtil.getBundle(driver.getClass());
    if (bundle == null) {
      store.addDriver(driver, "unknown", "class path");
    } else {
      store.addDriver(driver, bundle.getVersion().toString(), bundle.getSymbolicName());
    }
  }

  void removeDriver(SnapshotDriver driver) {
    store.removeDriver(driver);
  }

  /** Where it is told what becomes of drivers; the engine has it, and comes later. */
  @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.OPTIONAL)
  void setEvents(Events next) {
    events = next;
    reports.catchUp();
  }

  void unsetEvents(Events gone) {
    if (events == gone) {
      events = null;
    }
  }

  @Deactivate
  void close() {
    services.forEach(ServiceRegistration::unregister);
    store.close();
  }
}
