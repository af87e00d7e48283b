package io.carob.image.store.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Issues tokens that docker-registry believes: to its user all that is asked, to others nothing.
 */
final class TokenServer implements AutoCloseable {

  private final HttpServer server;
  private final Authority authority;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile long life = 300;

  TokenServer(Authority authority) throws IOException {
    this.authority = authority;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::serve);
    server.start();
  }

  String realm() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }

  /** The queries and forms that came. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** How long further tokens are good, in seconds. */
  void life(long seconds) {
    life = seconds;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean post = exchange.getRequestMethod().equals("POST");
      String query =
          post
              ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
              : exchange.getRequestURI().getRawQuery();
      asked.add(query);
      String basic =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (DockerRegistry.USER + ":" + DockerRegistry.PASSWORD)
                          .getBytes(StandardCharsets.UTF_8));
      boolean known =
          post
              ? query.contains("refresh_token=long-lived")
              : basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
      if (exchange.getRequestHeaders().containsKey("Authorization") && !known) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      byte[] answer =
          ("{\""
                  + (post ? "access_token" : "token")
                  + "\":\""
                  + token(query, known)
                  + "\",\"expires_in\":"
                  + life
                  + "}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (java.security.GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private String token(String query, boolean known)
      throws IOException, java.security.GeneralSecurityException {
    List<String> access = new ArrayList<>();
    for (String part : known ? query.split("&", -1) : new String[0]) {
      if (part.startsWith("scope=")) {
        String scopes = java.net.URLDecoder.decode(part.substring(6), StandardCharsets.UTF_8);
        for (String scope : scopes.split(" ", -1)) {
          String[] parts = scope.split(":", -1);
          access.add(
              "{\"type\":\""
                  + parts[0]
                  + "\",\"name\":\""
                  + parts[1]
                  + "\",\"actions\":[\""
                  + parts[2].replace(",", "\",\"")
                  + "\"]}");
        }
      }
    }
    String certificate = pem(authority.certificate());
    long now = Instant.now().getEpochSecond();
    String head = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}";
    String claims =
        "{\"iss\":\"test-issuer\",\"sub\":\"x\",\"aud\":\"test\",\"exp\":"
            + (now + life)
            + ",\"nbf\":"
            + (now - 60)
            + ",\"iat\":"
            + now
            + ",\"jti\":\"1\",\"access\":["
            + String.join(",", access)
            + "]}";
    String signed =
        encoded(head.getBytes(StandardCharsets.UTF_8))
            + "."
            + encoded(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(
        KeyFactory.getInstance("RSA")
            .generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem(authority.key())))));
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + encoded(signature.sign());
  }

  private static String pem(Path file) throws IOException {
    return Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
