package io.carob.rest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverUses;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.Bundles;
import io.carob.api.node.Configs;
import io.carob.api.node.Console;
import io.carob.api.node.DriverJars;
import io.carob.api.node.Health;
import io.carob.api.node.HostCheck;
import io.carob.api.node.LogLevels;
import io.carob.api.node.MetricSource;
import io.carob.api.node.NodeControl;
import io.carob.api.node.NodeLayout;
import io.carob.api.node.Sharing;
import io.carob.api.node.SupportSource;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.image.BuildRoutes;
import io.carob.rest.image.ImageRoutes;
import io.carob.rest.image.ImportRoute;
import io.carob.rest.image.RegistryRoutes;
import io.carob.rest.image.SnapshotRoutes;
import io.carob.rest.node.BundleRoutes;
import io.carob.rest.node.ConfigRoutes;
import io.carob.rest.node.DriverRoutes;
import io.carob.rest.node.EventRoutes;
import io.carob.rest.node.NodeRoutes;
import io.carob.rest.node.ReportRoutes;
import io.carob.rest.node.SpaceRoute;
import io.carob.rest.node.StorageRoutes;
import io.carob.rest.ops.GogoRoute;
import io.carob.rest.ops.HealthRoutes;
import io.carob.rest.ops.LogRoutes;
import io.carob.rest.ops.MetricsRoute;
import io.carob.rest.ops.SupportRoute;
import io.carob.rest.pod.AttachRoute;
import io.carob.rest.pod.ExecRoute;
import io.carob.rest.pod.InspectRoute;
import io.carob.rest.pod.LogRoute;
import io.carob.rest.pod.VolumeRoutes;
import io.carob.rest.resource.DescribeRoute;
import io.carob.rest.resource.ResourceRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All routes of the API, room by room. */
public final class Routes {

  /** The services that the routes show. */
  public static final List<Class<?>> SERVICES =
      List.of(
          Images.class,
          ImageBuilder.class,
          Registries.class,
          Snapshots.class,
          Resources.class,
          Pods.class,
          Events.class,
          Sharing.class,
          Bundles.class,
          Configs.class,
          Console.class,
          NodeControl.class,
          DriverSource.class,
          DriverUses.class,
          DriverJars.class,
          HostCheck.class,
          Health.class,
          MetricSource.class,
          LogLevels.class,
          SupportSource.class,
          Storage.class,
          IntegrityCheck.class);

  private Routes() {}

  /** The routes over these services, all of them open. */
  public static Router of(Services services, NodeLayout layout, Clock clock) {
    return of(services, layout, clock, () -> true);
  }

  /**
   * The routes over these services.
   *
   * @param gogo whether lines of the framework's shell may be run now
   */
  static Router of(Services services, NodeLayout layout, Clock clock, BooleanSupplier gogo) {
    Router router = new Router();
    router.add("GET", "/openapi.yaml", call -> call.send("application/yaml", openApi(), false));
    new NodeRoutes(services, layout, clock).addTo(router);
    new ResourceRoutes(services, clock).addTo(router);
    new DescribeRoute(services, clock).addTo(router);
    new LogRoute(services, clock).addTo(router);
    new AttachRoute(services).addTo(router);
    new ExecRoute(services).addTo(router);
    new InspectRoute(services).addTo(router);
    new VolumeRoutes(services).addTo(router);
    new ImportRoute(services, layout).addTo(router);
    new BuildRoutes(services, layout).addTo(router);
    new RegistryRoutes(services).addTo(router);
    new ImageRoutes(services, clock).addTo(router);
    new SnapshotRoutes(services, clock).addTo(router);
    new ReportRoutes(services).addTo(router);
    new SpaceRoute(services, layout).addTo(router);
    new StorageRoutes(services).addTo(router);
    new EventRoutes(services, clock).addTo(router);
    new BundleRoutes(services).addTo(router);
    new DriverRoutes(services, clock).addTo(router);
    new ConfigRoutes(services, clock).addTo(router);
    HealthRoutes health = new HealthRoutes(services);
    MetricsRoute metrics = new MetricsRoute(services, router.requests(), layout.root());
    health.addTo(router);
    metrics.addTo(router);
    new LogRoutes(services).addTo(router);
    new GogoRoute(services, gogo).addTo(router);
    new SupportRoute(services, health, metrics, clock).addTo(router);
    return router;
  }

  /** Health and metrics alone, with what is counted of the other routes. */
  static Router toWatch(Services services, NodeLayout layout, Router all) {
    Router router = new Router(all.requests());
    new HealthRoutes(services).addTo(router);
    new MetricsRoute(services, all.requests(), layout.root()).addTo(router);
    return router;
  }

  private static byte[] openApi() throws IOException {
    try (InputStream in = Routes.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new CarobException(ErrorCode.INTERNAL, "the bundle lacks openapi.yaml");
      }
      return in.readAllBytes();
    }
  }
}
