package io.carob.rest;

import io.carob.api.CarobException;
import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.rest.http.Router;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that the node is watched by, if one is wanted. The node does its work without it too;
 * why it is not there is part of its health.
 */
final class WatchPort implements HealthSource, HostCheck, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WatchPort.class);
  private static final String NAME = "port of metrics";

  private final Router router;
  private String wanted = "";
  private String trouble = "";
  private Optional<MetricsListener> listener = Optional.empty();

  WatchPort(Router router) {
    this.router = router;
  }

  /**
   * Listens there from now on. Tries once more what did not go before.
   *
   * @param place {@code address:port}; empty for nowhere
   */
  synchronized void listen(String place) {
    if (place.equals(wanted) && trouble.isEmpty()) {
      return;
    }
    close();
    wanted = place;
    trouble = "";
    try {
      listener =
          place.isEmpty() ? Optional.empty() : Optional.of(MetricsListener.start(place, router));
    } catch (CarobException e) {
      trouble = String.valueOf(e.getMessage());
      log.error("{}", trouble);
    }
  }

  @Override
  public synchronized List<Health.Part> parts() {
    String found = wanted.isEmpty() ? "none is wanted" : "health and metrics are on " + wanted;
    return List.of(
        new Health.Part(
            NAME,
            Health.Kind.READY,
            trouble.isEmpty() ? Health.Level.OK : Health.Level.DEGRADED,
            trouble.isEmpty() ? found : trouble));
  }

  @Override
  public synchronized List<Finding> check() {
    return trouble.isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                NAME,
                Level.WARNING,
                trouble,
                "carob config io.carob.rest metrics.listen=127.0.0.1:PORT, or empty for none"));
  }

  @Override
  public synchronized void close() {
    listener.ifPresent(MetricsListener::close);
    listener = Optional.empty();
  }
}
