package io.carob.rest;

import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.api.node.NodeLayout;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The HTTP API as a component. Every service it shows may come and go while it serves: each is
 * tracked, so that calls that wait for it hear when it comes.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.carob.rest")
@Designate(ocd = RestService.Config.class)
public final class RestService {

  private final List<Tracker<?>> trackers;
  private final Services services;
  private final RestServer server;
  private final WatchPort port;
  private final ServiceRegistration<?> watched;
  private volatile boolean gogo;

  /** Settings of the HTTP API. */
  @ObjectClassDefinition(name = "HTTP API", description = "The API on the service's socket.")
  @interface Config {
    @AttributeDefinition(
        min = "1",
        max = "4096",
        description =
            "Most streams (followed logs, exec, events) that are open at once. (live, since 0.1)")
    int maxStreams() default 256;

    @AttributeDefinition(
        min = "0",
        max = "3600",
        description =
            "Seconds that a call waits for a service whose bundle is stopped or being replaced."
                + " (live, since 0.1)")
    int serviceWaitSeconds() default 10;

    @AttributeDefinition(
        description =
            "Where health and metrics are served on TCP too, as address:port of the loopback;"
                + " nowhere when empty. (live, since 0.1)")
    String metrics_listen() default "";

    @AttributeDefinition(
        options = {@Option(label = "on", value = "on"), @Option(label = "off", value = "off")},
        description =
            "Whether `carob gogo` may run lines of the framework's shell. (live, since 0.1)")
    String gogo() default "on";
  }

  /** Starts serving. */
  @Activate
  public RestService(BundleContext context, @Reference NodeLayout layout, Config config) {
    services = new Services(Duration.ofSeconds(config.serviceWaitSeconds()), Routes.SERVICES);
    trackers =
        Routes.SERVICES.stream().<Tracker<?>>map(t -> new Tracker<>(context, t, services)).toList();
    gogo = isOn(config);
    Router router = Routes.of(services, layout, Clock.systemUTC(), () -> gogo);
    server = RestServer.start(layout.socket(), router, config.maxStreams());
    port = new WatchPort(Routes.toWatch(services, layout, router));
    port.listen(config.metrics_listen().strip());
    watched =
        context.registerService(
            new String[] {HealthSource.class.getName(), HostCheck.class.getName()}, port, null);
    // After the one step that may fail, so that a failure leaves no tracker; early calls wait.
    trackers.forEach(ServiceTracker::open);
  }

  private static boolean isOn(Config config) {
    return config.gogo().strip().equals("on");
  }

  /** A change holds at once: whoever made it through this API waits for the answer. */
  @Modified
  void modified(Config config) {
    services.patience(Duration.ofSeconds(config.serviceWaitSeconds()));
    server.maxStreams(config.maxStreams());
    gogo = isOn(config);
    port.listen(config.metrics_listen().strip());
  }

  @Deactivate
  void stop() {
    watched.unregister();
    port.close();
    server.close();
    trackers.forEach(ServiceTracker::close);
  }

  /** Keeps the services of one type as they are in the framework. */
  private static final class Tracker<T> extends ServiceTracker<T, T> {

    private final Class<T> type;
    private final Services services;

    Tracker(BundleContext context, Class<T> type, Services services) {
      super(context, type, null);
      this.type = type;
      this.services = services;
    }

    @Override
    public T addingService(ServiceReference<T> reference) {
      T service = super.addingService(reference);
      if (service != null) {
        Object rank = reference.getProperty(Constants.SERVICE_RANKING);
        services.add(type, service, rank instanceof Integer number ? number : 0);
      }
      return service;
    }

    @Override
    public void removedService(ServiceReference<T> reference, T service) {
      services.remove(type, service);
      super.removedService(reference, service);
    }
  }
}
