package io.carob.image.store.registry.wire;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.host.Inward;
import io.carob.image.store.registry.host.Loopback;
import io.carob.image.store.registry.host.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends a request once, and follows redirections of requests that only read. To another host goes
 * nothing that was for the first: no authorization, no configured header, no client certificate.
 */
public final class Http implements AutoCloseable {

  private static final int MOST_REDIRECTIONS = 5;
  private static final String AGENT = "carob";

  /** A body of so many bytes may take a second more to be sent. */
  private static final long SLOWEST = 64 << 10;

  private final Clients clients;
  private final StallGuard guard;
  private final Duration patience;

  /**
   * Begins.
   *
   * @param connect how long to wait for a connection
   * @param patience how long to wait for an answer, or the next byte of one
   */
  public Http(Duration connect, Duration patience) {
    this.clients = new Clients(connect);
    this.guard = new StallGuard(patience);
    this.patience = patience;
  }

  /**
   * Sends a request to a host of a registry.
   *
   * @throws CarobException {@code PERMISSION_DENIED} for a redirection that is not followed, {@code
   *     UNAVAILABLE} when interrupted
   * @throws IOException when the connection fails
   */
  public Reply send(Endpoint endpoint, Call call) throws IOException {
    Call now = call;
    if (!sameOrigin(endpoint.base(), call.uri())) { // an address that the registry gave
      checkRedirection(endpoint, endpoint.base(), call.uri());
      now = call.without("Authorization");
    }
    for (int i = 0; ; i++) {
      Reply reply = once(endpoint, now);
      if (!isRedirection(reply) || !call.reads()) {
        return reply;
      }
      reply.close();
      Optional<URI> next = reply.header("Location").map(l -> resolve(reply.uri(), l));
      if (next.isEmpty()) {
        return reply;
      }
      if (i >= MOST_REDIRECTIONS) {
        throw refused(call.uri(), next.get(), "there are too many");
      }
      checkRedirection(endpoint, now.uri(), next.get());
      now = now.to(next.get());
      if (!sameOrigin(endpoint.base(), next.get())) {
        now = now.without("Authorization");
      }
    }
  }

  /** Ends what a thread reads of an answer, or waits for. */
  public void interrupt(Thread thread) {
    thread.interrupt();
    guard.interrupt(thread);
  }

  private Reply once(Endpoint endpoint, Call call) throws IOException {
    boolean own = sameOrigin(endpoint.base(), call.uri());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri()).header("User-Agent", AGENT).timeout(time(call));
    if (own) {
      endpoint.headers().forEach((name, values) -> values.forEach(v -> request.header(name, v)));
    }
    call.headers().forEach(request::setHeader);
    request.method(call.method(), call.body().map(Http::publisher).orElse(BodyPublishers.noBody()));
    TlsFiles tls = own ? endpoint.tls() : endpoint.tls().withoutClient();
    try {
      HttpResponse<InputStream> response =
          clients.of(tls).send(request.build(), BodyHandlers.ofInputStream());
      return new Reply(
          call.uri(),
          response.statusCode(),
          response.headers().map(),
          guard.watch(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "interrupted while " + plainly(call.uri()) + " was asked", e);
    }
  }

  private Duration time(Call call) {
    return patience.plusSeconds(call.body().map(b -> b.length() / SLOWEST).orElse(0L));
  }

  private static BodyPublisher publisher(Call.Body body) {
    return body.length() == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(body.open()), body.length());
  }

  private static boolean isRedirection(Reply reply) {
    return switch (reply.status()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /**
   * Where a header {@code Location} leads.
   *
   * @throws CarobException {@code UNAVAILABLE} when it is no address
   */
  public static URI resolve(URI from, String location) {
    try {
      URI uri = from.resolve(location);
      if (uri.getHost() == null || uri.getScheme() == null) {
        throw new IllegalArgumentException("it has no host");
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, plainly(from) + " answered a location that is no address", e);
    }
  }

  /** No way out of encryption, and none from elsewhere into this machine or to its own link. */
  static void checkRedirection(Endpoint endpoint, URI from, URI to) {
    boolean plain = "http".equals(to.getScheme());
    if (!plain && !"https".equals(to.getScheme())) {
      throw refused(from, to, "it is not HTTP");
    }
    if (!endpoint.loopback() && !sameOrigin(endpoint.base(), to) && Inward.is(to.getHost())) {
      throw refused(from, to, "it leads into this machine");
    }
    if (plain && !Loopback.is(to.getHost()) && !endpoint.plain()) {
      throw refused(from, to, "it leads from TLS to plain HTTP");
    }
  }

  private static CarobException refused(URI from, URI to, String why) {
    return new CarobException(
        ErrorCode.PERMISSION_DENIED,
        "a redirection of "
            + plainly(from)
            + " to "
            + plainly(to)
            + " is not followed: "
            + why
            + ". If the registry is right, name that host in its hosts.toml");
  }

  /** Whether two addresses are served by the same host, by scheme and port too. */
  public static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  /** An address for messages: without a query, which may carry a signature or a token. */
  public static String plainly(URI uri) {
    return uri.getScheme()
        + "://"
        + uri.getRawAuthority().replaceFirst(".*@", "")
        + uri.getRawPath();
  }

  @Override
  public void close() {
    guard.close();
  }
}
