package io.carob.rest.ops;

import io.carob.api.node.MetricSource;
import io.carob.rest.http.Call;
import io.carob.rest.http.Requests;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All metrics in Prometheus' text format. */
public final class MetricsRoute {

  private static final Logger log = LoggerFactory.getLogger(MetricsRoute.class);

  private final Services services;
  private final Requests requests;
  private final List<MetricSource> own;

  /**
   * The route over these services.
   *
   * @param requests what is counted of requests
   * @param root the node's durable folder
   */
  public MetricsRoute(Services services, Requests requests, Path root) {
    this.services = services;
    this.requests = requests;
    this.own = List.of(new NodeMetrics(services, root), new JvmMetrics());
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/metrics", this::metrics);
  }

  private void metrics(Call call) throws IOException {
    call.send(Exposition.TYPE, text().getBytes(StandardCharsets.UTF_8), false);
  }

  /** The whole text. */
  String text() {
    List<MetricSource> sources = new ArrayList<>(own);
    sources.addAll(services.all(MetricSource.class));
    Exposition exposition = new Exposition();
    for (MetricSource source : sources) {
      exposition.add(ask(source));
    }
    for (Requests.Seen seen : requests.seen()) {
      exposition.add(
          MetricSource.Metric.histogram(
              "carob_http_request_seconds",
              "How long requests took; a stream takes until its end.",
              seen.labels(),
              Requests.BOUNDS,
              seen.counts(),
              seen.seconds()));
    }
    return exposition.text();
  }

  private static List<MetricSource.Metric> ask(MetricSource source) {
    try {
      return source.metrics();
    } catch (RuntimeException | LinkageError e) {
      log.debug("no metrics of {}", source.getClass().getName(), e);
      return List.of(); // of a source that throws nothing is shown
    }
  }
}
