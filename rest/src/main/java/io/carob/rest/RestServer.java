package io.carob.rest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.rest.http.KeptThreads;
import io.carob.rest.http.RestHandler;
import io.carob.rest.http.Router;
import io.carob.rest.http.StreamLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server on a unix socket. It serves when it is made, until it is closed. */
public final class RestServer implements AutoCloseable {

  /** What is read of a request's head; a handler refuses heads that are shorter than this. */
  private static final int HEAD_BYTES = 16 * RestHandler.HEAD_BYTES;

  private static final int THREADS_PER_STREAM = 3;
  private static final int OTHER_THREADS = 40;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Server server;
  private final SocketFile socketFile;
  private final StreamLimit limit;
  private final Threads threads;

  private RestServer(Server server, SocketFile socketFile, StreamLimit limit, Threads threads) {
    this.server = server;
    this.socketFile = socketFile;
    this.limit = limit;
    this.threads = threads;
  }

  /**
   * Starts serving.
   *
   * @param socket where clients find the server
   * @param router what it serves
   * @param maxStreams most streams that are open at once
   * @throws CarobException {@code ALREADY_EXISTS} when another service answers there, {@code
   *     INVALID_ARGUMENT} when the path is too long, {@code INTERNAL}
   */
  public static RestServer start(Path socket, Router router, int maxStreams) {
    try {
      Path place = SocketFile.prepare(socket);
      StreamLimit limit = new StreamLimit(maxStreams);
      Threads threads = new Threads(maxStreams);
      KeptThreads kept = new KeptThreads(threads::kept);
      Server server = server(place, new RestHandler(router, limit, kept), threads.pool);
      try {
        server.start();
        return new RestServer(server, SocketFile.publish(place, socket), limit, threads);
      } catch (Exception e) {
        server.stop();
        java.nio.file.Files.deleteIfExists(java.util.Objects.requireNonNull(place.getParent()));
        throw e;
      }
    } catch (CarobException e) {
      throw e;
    } catch (Exception e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot serve the HTTP API on " + socket + ": " + e, e);
    }
  }

  /** Streams that are open now. */
  public int openStreams() {
    return limit.open();
  }

  /** Threads that drivers keep although their requests have been answered. */
  int keptThreads() {
    return threads.kept();
  }

  /** Changes how many streams may be open at once; those that are open stay. */
  public void maxStreams(int next) {
    threads.streams(next);
    limit.change(next);
  }

  /** Ends all connections and takes the socket away. */
  @Override
  public void close() {
    try {
      socketFile.close();
      server.stop();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "cannot remove the socket: " + e, e);
    } catch (Exception e) {
      throw new CarobException(ErrorCode.INTERNAL, "the HTTP server does not stop: " + e, e);
    }
  }

  /** Threads for all streams and some requests, and one for each that a driver keeps. */
  private static final class Threads {

    final QueuedThreadPool pool;
    private int streams;
    private int kept;

    Threads(int streams) {
      this.streams = streams;
      this.pool = new QueuedThreadPool(most(), 4);
      pool.setName("carob-rest");
      pool.setDaemon(true);
    }

    synchronized void streams(int next) {
      streams = next;
      pool.setMaxThreads(most());
    }

    synchronized void kept(int next) {
      kept = next;
      pool.setMaxThreads(most());
    }

    synchronized int kept() {
      return kept;
    }

    private int most() {
      return THREADS_PER_STREAM * streams + OTHER_THREADS + kept;
    }
  }

  private static Server server(Path place, RestHandler handler, QueuedThreadPool threads) {
    Server server = new Server(threads);
    server.setStopTimeout(0);
    HttpConfiguration config = new HttpConfiguration();
    config.setRequestHeaderSize(HEAD_BYTES);
    config.setSendServerVersion(false);
    config.setSendDateHeader(false);
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(config));
    connector.setUnixDomainPath(place);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(handler);
    server.setErrorHandler(new PlainErrors());
    return server;
  }
}
