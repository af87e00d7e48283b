package io.carob.rest;

import io.carob.api.CarobException;
import io.carob.api.node.NodeLayout;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API as a component. Every service it shows may come and go while it serves: each is
 * tracked, so that calls that wait for it hear when it comes.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.carob.rest")
public final class RestService {

  private static final Logger log = LoggerFactory.getLogger(RestService.class);

  private final List<Tracker<?>> trackers;
  private final RestServer server;
  private final Optional<MetricsListener> metrics;

  /** Settings of the HTTP API. */
  @interface Config {
    /** Most streams (followed logs, exec, events) that are open at once. */
    int maxStreams() default 256;

    /** Seconds that a call waits for a service whose bundle is stopped or being replaced. */
    int serviceWaitSeconds() default 10;

    /** Where health and metrics are served on TCP too, as address:port; nowhere when empty. */
    String metrics_listen() default "";
  }

  /** Starts serving. */
  @Activate
  public RestService(BundleContext context, @Reference NodeLayout layout, Config config) {
    Services services =
        new Services(Duration.ofSeconds(config.serviceWaitSeconds()), Routes.SERVICES);
    trackers =
        Routes.SERVICES.stream().<Tracker<?>>map(t -> new Tracker<>(context, t, services)).toList();
    Router router = Routes.of(services, layout, Clock.systemUTC());
    server = RestServer.start(layout.socket(), router, config.maxStreams());
    metrics = listen(config.metrics_listen(), Routes.toWatch(services, layout, router));
    // After the one step that may fail, so that a failure leaves no tracker; early calls wait.
    trackers.forEach(ServiceTracker::open);
  }

  /** Without a port to be watched by, the service does its work all the same. */
  private static Optional<MetricsListener> listen(String place, Router router) {
    if (place.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MetricsListener.start(place.strip(), router));
    } catch (CarobException e) {
      log.error("{}", e.getMessage());
      return Optional.empty();
    }
  }

  @Deactivate
  void stop() {
    metrics.ifPresent(MetricsListener::close);
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
