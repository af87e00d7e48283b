package io.carob.image.store.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.carob.image.store.kit.Layout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves image layouts as a registry does; the repository is the layout's folder. */
final class TinyRegistry implements AutoCloseable {

  private static final Pattern REQUEST =
      Pattern.compile("/v2/([a-z0-9-]+)/(manifests|blobs)/(?:sha256:)?([0-9a-z]+)");
  private static final Pattern DIGEST = Pattern.compile("\"digest\":\"sha256:([0-9a-f]{64})\"");

  private final Path archives;
  private final HttpServer server;

  TinyRegistry(Path archives) throws IOException {
    this.archives = archives;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::serve);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher asked = REQUEST.matcher(exchange.getRequestURI().getPath());
      if (!asked.matches()) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      Path layout = archives.resolve(asked.group(1));
      boolean manifest = asked.group(2).equals("manifests");
      String hex = asked.group(3);
      if (hex.length() != 64) {
        Matcher index = DIGEST.matcher(Files.readString(layout.resolve("index.json")));
        hex = index.find() ? index.group(1) : "";
      }
      answer(exchange, Files.readAllBytes(layout.resolve("blobs/sha256/" + hex)), manifest);
    }
  }

  private static void answer(HttpExchange exchange, byte[] whole, boolean manifest)
      throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"));
    if (range != null) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (whole.length - 1) + "/" + whole.length);
    }
    exchange
        .getResponseHeaders()
        .set("Content-Type", manifest ? Layout.OCI_MANIFEST : "application/octet-stream");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    byte[] body = Arrays.copyOfRange(whole, from, whole.length);
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }
}
