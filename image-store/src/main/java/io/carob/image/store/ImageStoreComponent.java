package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Images;
import io.carob.api.node.HostCheck;
import io.carob.api.node.NodeLayout;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.image.store.gc.GcPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** Whether the blob of an unpacked layer stays. */
    boolean keep__blobs() default true;

    /** How often garbage is collected by itself; 0 for only when asked. */
    long gc__interval__minutes() default 0;

    /** How long an image stays in any case after it came. */
    long gc__min__age__minutes() default 2;

    /** How long after it came an unused image goes; 0 for never. */
    long gc__max__age__hours() default 0;

    /** How long after its last use an image goes; 0 for never. */
    long gc__max__unused__hours() default 0;

    /** Unused images go while the disk is fuller than this, as {@code 85%} or {@code 20GiB}. */
    String gc__high__watermark() default "";

    /** That ends when the disk is no fuller than this. */
    String gc__low__watermark() default "";
  }

  private static final Logger LOG = LoggerFactory.getLogger(ImageStoreComponent.class);

  private final ImageStore store;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();

  /** Opens the store; drivers come afterwards. */
  @Activate
  public ImageStoreComponent(@Reference NodeLayout layout, BundleContext context, Config config) {
    store =
        ImageStore.open(
            layout.root(),
            new DriverTable<>(
                "snapshotter",
                Duration.ofSeconds(config.driver_wait_seconds()),
                Duration.ofSeconds(config.driver_drain_seconds())));
    modified(config); // before any service is offered
    services.add(context.registerService(Storage.class, store.storage(), null));
    services.add(context.registerService(IntegrityCheck.class, store.integrity(), null));
    services.add(context.registerService(Snapshots.class, store.snapshots(), null));
    services.add(context.registerService(Images.class, store.images(), null));
    services.add(context.registerService(HostCheck.class, store.check(), null));
    services.add(
        context.registerService(
            DriverSource.class,
            store::drivers,
            FrameworkUtil.asDictionary(Map.of("carob.driver.type", "snapshotter"))));
  }

  /** Garbage collection follows a change at once; the waiting times follow at the next start. */
  @Modified
  void modified(Config config) {
    store.collectBy(policy(config), Duration.ofMinutes(config.gc__interval__minutes()));
  }

  /** A policy that cannot be read must not take the images away: the default takes the least. */
  private static GcPolicy policy(Config config) {
    try {
      return new GcPolicy(
          config.keep__blobs(),
          Duration.ofMinutes(config.gc__min__age__minutes()),
          GcPolicy.limit(Duration.ofHours(config.gc__max__age__hours())),
          GcPolicy.limit(Duration.ofHours(config.gc__max__unused__hours())),
          GcPolicy.Watermark.parse(config.gc__high__watermark(), config.gc__low__watermark()));
    } catch (CarobException e) {
      LOG.error("The default policy of garbage collection holds: {}", e.getMessage());
      return GcPolicy.DEFAULT;
    }
  }

  @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
  void addDriver(SnapshotDriver driver) {
    Bundle bundle = FrameworkUtil.getBundle(driver.getClass());
    store.addDriver(driver, bundle == null ? "unknown" : bundle.getVersion().toString());
  }

  void removeDriver(SnapshotDriver driver) {
    store.removeDriver(driver);
  }

  @Deactivate
  void close() {
    services.forEach(ServiceRegistration::unregister);
    store.close();
  }
}
