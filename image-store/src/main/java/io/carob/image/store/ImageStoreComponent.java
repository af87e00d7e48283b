package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverUses;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.api.node.MetricSource;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.DriverReports;
import io.carob.api.pod.Events;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.image.store.gc.GcPolicy;
import java.time.Duration;
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
import org.osgi.service.metatype.annotations.AttributeDefinition;
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
  @ObjectClassDefinition(
      name = "Image store",
      description = "Images, snapshots, registries, and what is thrown away.")
  public @interface Config {
    @AttributeDefinition(
        min = "0",
        max = "3600",
        description =
            "Seconds that a call waits for a snapshot driver that is not there. (live, since 0.1)")
    long driver_wait_seconds() default 30;

    @AttributeDefinition(
        min = "0",
        max = "3600",
        description =
            "Seconds that the removal of a driver waits for its running calls. (restart, since"
                + " 0.1)")
    long driver_drain_seconds() default 60;

    @AttributeDefinition(
        min = "1",
        max = "86400",
        description =
            "Seconds that one call of a driver may go on before the driver counts as stuck."
                + " (live, since 0.1)")
    long driver_call_seconds() default 120;

    @AttributeDefinition(
        description =
            "The folder of hosts.toml files, one folder for each registry. (restart, since 0.1)")
    String registry_hosts() default "/etc/carob/certs.d";

    @AttributeDefinition(
        description =
            "The file of registry credentials; empty for the one of the docker command, of this"
                + " user. (restart, since 0.1)")
    String registry_credentials() default "";

    @AttributeDefinition(
        description =
            "The registry of image names that have none, such as docker.io; empty to pull no such"
                + " image. (restart, since 0.1)")
    String registry_default() default "";

    @AttributeDefinition(
        min = "1",
        max = "64",
        description =
            "Most blobs that one pull or push has on their way at once. (restart, since 0.1)")
    int registry_parallel() default 4;

    @AttributeDefinition(
        description =
            "Whether the compressed blob of a layer stays when the layer is unpacked. (live, since"
                + " 0.1)")
    boolean keep_blobs() default true;

    @AttributeDefinition(
        min = "0",
        max = "525600",
        description =
            "Minutes between two collections of garbage; 0: only by `carob gc`. (live, since 0.1)")
    long gc_interval_minutes() default 0;

    @AttributeDefinition(
        min = "0",
        max = "5256000",
        description = "Minutes that an image stays in any case after it came. (live, since 0.1)")
    long gc_min_age_minutes() default 2;

    @AttributeDefinition(
        min = "0",
        max = "876000",
        description =
            "Hours after which an unused image goes, from its coming; 0: never. (live, since 0.1)")
    long gc_max_age_hours() default 0;

    @AttributeDefinition(
        min = "0",
        max = "876000",
        description =
            "Hours after which an unused image goes, from its last use; 0: never. (live, since"
                + " 0.1)")
    long gc_max_unused_hours() default 0;

    @AttributeDefinition(
        description =
            "Unused images go while the disk is fuller than this: percent of the disk (85%), or"
                + " bytes of the store (20GiB). (live, since 0.1)")
    String gc_high_watermark() default "";

    @AttributeDefinition(
        description = "That ends when the disk is no fuller than this. (live, since 0.1)")
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
    try {
      modified(config); // before any service is offered
      offer(context);
    } catch (RuntimeException | Error e) {
      close(); // nobody else will: another try opens another store
      throw e;
    }
  }

  private void offer(BundleContext context) {
    services.add(context.registerService(Storage.class, store.storage(), null));
    services.add(context.registerService(IntegrityCheck.class, store.integrity(), null));
    services.add(context.registerService(Snapshots.class, store.snapshots(), null));
    services.add(context.registerService(Images.class, store.images(), null));
    services.add(context.registerService(Registries.class, store.registries(), null));
    services.add(context.registerService(ImageBuilder.class, store.builder(), null));
    services.add(context.registerService(HostCheck.class, store.check(), null));
    services.add(context.registerService(MetricSource.class, store.metrics(), null));
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

  /** Limits of calls and garbage collection follow a change at once; the rest at the next start. */
  @Modified
  void modified(Config config) {
    store
        .driverTable()
        .limits(
            Duration.ofSeconds(config.driver_wait_seconds()),
            Duration.ofSeconds(config.driver_call_seconds()));
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
