package io.carob.image.store.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A host before a registry that does to its answers what networks and proxies do. */
final class FaultyProxy implements AutoCloseable {

  private static final Set<String> NOT_PASSED =
      Set.of(
          "host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

  /** A request that came. */
  record Seen(String method, String path, Map<String, List<String>> headers, long bytes) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).get(0);
    }
  }

  /** An answer of the registry, to be spoilt. */
  static final class Upstream {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    Upstream(int status, Map<String, List<String>> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    int status() {
      return status;
    }

    Map<String, List<String>> headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }

  /** What to do with an answer. */
  interface Fault {
    void answer(HttpExchange exchange, Upstream upstream) throws IOException;
  }

  private static final class Rule {
    private final String method;
    private final Pattern path;
    private final Fault fault;
    private int times;

    Rule(String method, Pattern path, int times, Fault fault) {
      this.method = method;
      this.path = path;
      this.times = times;
      this.fault = fault;
    }
  }

  private final String upstream;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile UnaryOperator<String> rewrite = UnaryOperator.identity();
  private final CountDownLatch closed = new CountDownLatch(1);

  FaultyProxy(String upstream) throws IOException {
    this.upstream = upstream;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  List<Seen> seen(String method, String pathPart) {
    return seen.stream()
        .filter(s -> s.method().equals(method) && s.path().contains(pathPart))
        .toList();
  }

  /** Asks the registry for something else. */
  void rewrite(UnaryOperator<String> change) {
    rewrite = change;
  }

  /** For the next so many requests of that kind. */
  synchronized void on(String method, String pathRegex, int times, Fault fault) {
    rules.add(new Rule(method, Pattern.compile(pathRegex), times, fault));
  }

  private synchronized Fault fault(String method, String path) {
    for (Rule rule : rules) {
      if (rule.times > 0 && rule.method.equals(method) && rule.path.matcher(path).find()) {
        rule.times--;
        return rule.fault;
      }
    }
    return FaultyProxy::pass;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().toString();
      byte[] sent = exchange.getRequestBody().readAllBytes();
      Map<String, List<String>> headers = new java.util.HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
      seen.add(new Seen(method, path, headers, sent.length));
      fault(method, path).answer(exchange, ask(method, path, headers, sent));
    }
  }

  private Upstream ask(String method, String path, Map<String, List<String>> headers, byte[] sent)
      throws IOException {
    if (upstream.isEmpty()) {
      return new Upstream(404, Map.of(), new byte[0]);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + upstream + rewrite.apply(path)))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(sent));
    headers.forEach(
        (name, values) -> {
          if (!NOT_PASSED.contains(name)) {
            values.forEach(value -> request.header(name, value));
          }
        });
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Upstream(answer.statusCode(), answer.headers().map(), answer.body());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void head(HttpExchange exchange, Upstream upstream, long length)
      throws IOException {
    upstream
        .headers()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!lower.startsWith(":") && !NOT_PASSED.contains(lower)) {
                exchange.getResponseHeaders().put(name, new ArrayList<>(values));
              }
            });
    exchange.sendResponseHeaders(upstream.status(), length);
  }

  static void pass(HttpExchange exchange, Upstream upstream) throws IOException {
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || upstream.body().length == 0;
    head(exchange, upstream, bodiless ? -1 : upstream.body().length);
    if (!bodiless) {
      exchange.getResponseBody().write(upstream.body());
    }
  }

  /** Breaks the connection after so many bytes of the body. */
  static Fault cutAfter(int bytes) {
    return (exchange, upstream) -> {
      head(exchange, upstream, upstream.body().length);
      OutputStream out = exchange.getResponseBody();
      out.write(upstream.body(), 0, Math.min(bytes, upstream.body().length - 1));
      out.flush();
    };
  }

  /** Sends so many bytes, and then nothing until the proxy is closed. */
  Fault stallAfter(int bytes, CountDownLatch stalling) {
    return (exchange, upstream) -> {
      head(exchange, upstream, upstream.body().length);
      exchange.getResponseBody().write(upstream.body(), 0, bytes);
      exchange.getResponseBody().flush();
      stalling.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    };
  }

  /** Changes one byte in the middle. */
  static Fault corrupt() {
    return (exchange, upstream) -> {
      byte[] body = upstream.body().clone();
      body[body.length / 2] ^= 1;
      pass(exchange, new Upstream(upstream.status(), upstream.headers(), body));
    };
  }

  /** More bytes than there are, without a length. */
  static Fault endless(int bytes) {
    return (exchange, upstream) -> {
      head(exchange, upstream, 0);
      exchange.getResponseBody().write(upstream.body());
      exchange.getResponseBody().write(new byte[bytes]);
    };
  }

  static Fault status(int status, String... headers) {
    return (exchange, upstream) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** An answer of our own, with a body. */
  static Fault body(byte[] body, String... headers) {
    return (exchange, upstream) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** The body, a byte now and then. */
  Fault trickle(long millis) {
    return (exchange, upstream) -> {
      head(exchange, upstream, upstream.body().length);
      try {
        for (byte one : upstream.body()) {
          exchange.getResponseBody().write(one);
          exchange.getResponseBody().flush();
          if (closed.await(millis, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    };
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
