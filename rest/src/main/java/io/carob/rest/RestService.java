package io.carob.rest;

import io.carob.api.driver.DriverSource;
import io.carob.api.image.Images;
import io.carob.api.node.Bundles;
import io.carob.api.node.HostCheck;
import io.carob.api.node.NodeControl;
import io.carob.api.node.NodeLayout;
import io.carob.api.node.Sharing;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.rest.http.Services;
import java.time.Clock;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The HTTP API as a component. Every service it shows may come and go while it serves. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.carob.rest")
public final class RestService {

  @Reference private volatile List<Images> images = List.of();
  @Reference private volatile List<Snapshots> snapshots = List.of();
  @Reference private volatile List<Resources> resources = List.of();
  @Reference private volatile List<Pods> pods = List.of();
  @Reference private volatile List<Events> events = List.of();
  @Reference private volatile List<Sharing> sharing = List.of();
  @Reference private volatile List<Bundles> bundles = List.of();
  @Reference private volatile List<NodeControl> control = List.of();
  @Reference private volatile List<DriverSource> drivers = List.of();
  @Reference private volatile List<HostCheck> checks = List.of();
  @Reference private volatile List<Storage> storage = List.of();
  @Reference private volatile List<IntegrityCheck> integrity = List.of();

  private final RestServer server;

  /** Settings of the HTTP API. */
  @interface Config {
    /** Most streams (followed logs, exec, events) that are open at once. */
    int maxStreams() default 256;
  }

  /** Starts serving. */
  @Activate
  public RestService(@Reference NodeLayout layout, Config config) {
    server =
        RestServer.start(
            layout.socket(), Routes.of(services(), layout, Clock.systemUTC()), config.maxStreams());
  }

  @Deactivate
  void stop() {
    server.close();
  }

  private Services services() {
    return new Services()
        .with(Images.class, () -> images)
        .with(Snapshots.class, () -> snapshots)
        .with(Resources.class, () -> resources)
        .with(Pods.class, () -> pods)
        .with(Events.class, () -> events)
        .with(Sharing.class, () -> sharing)
        .with(Bundles.class, () -> bundles)
        .with(NodeControl.class, () -> control)
        .with(DriverSource.class, () -> drivers)
        .with(HostCheck.class, () -> checks)
        .with(Storage.class, () -> storage)
        .with(IntegrityCheck.class, () -> integrity);
  }
}
