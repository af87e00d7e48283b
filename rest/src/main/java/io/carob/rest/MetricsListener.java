package io.carob.rest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.rest.http.KeptThreads;
import io.carob.rest.http.RestHandler;
import io.carob.rest.http.Router;
import io.carob.rest.http.StreamLimit;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Health and metrics on a TCP port of this host, for what cannot ask a unix socket. Nothing else of
 * the API is there, and nobody from another host gets there.
 */
final class MetricsListener implements AutoCloseable {

  private static final int THREADS = 8;
  private static final int IDLE_MILLIS = 10_000;

  private final Server server;
  private final ServerConnector connector;

  private MetricsListener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts listening.
   *
   * @param listen {@code address:port}, such as {@code 127.0.0.1:9464} or {@code [::1]:9464}
   * @throws CarobException {@code INVALID_ARGUMENT} when it is no address of this host alone;
   *     {@code UNAVAILABLE} when it cannot be listened on
   */
  static MetricsListener start(String listen, Router router) {
    URI place = place(listen);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("carob-metrics");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration config = new HttpConfiguration();
    config.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(config));
    connector.setHost(place.getHost());
    connector.setPort(place.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    KeptThreads kept = new KeptThreads(n -> threads.setMaxThreads(THREADS + n));
    server.setHandler(new RestHandler(router, new StreamLimit(1), kept));
    server.setErrorHandler(new PlainErrors());
    MetricsListener listener = new MetricsListener(server, connector);
    try {
      server.start();
      return listener;
    } catch (Exception e) {
      listener.close();
      throw new CarobException(
          ErrorCode.UNAVAILABLE,
          "metrics cannot be served on "
              + listen
              + ": "
              + e.getMessage()
              + ". Set another metrics.listen in conf/io.carob.rest.cfg",
          e);
    }
  }

  private static URI place(String listen) {
    try {
      URI place = new URI("http://" + listen);
      if (place.getHost() != null
          && place.getPort() >= 0
          && InetAddress.getByName(place.getHost()).isLoopbackAddress()) {
        return place;
      }
    } catch (URISyntaxException | UnknownHostException e) {
      // said below
    }
    throw new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "metrics.listen is \""
            + listen
            + "\", which is no address of this host alone with a port, such as 127.0.0.1:9464");
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "the listener for metrics does not stop: " + e, e);
    }
  }
}
