package io.carob.image.store.registry.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.host.Inward;
import io.carob.image.store.registry.host.Loopback;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Http;
import io.carob.image.store.registry.wire.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Gets tokens from the server that a registry names (the token protocol of distribution). */
final class TokenClient {

  /**
   * A token.
   *
   * @param text for the header
   * @param life how long it can be used from now
   */
  record Token(String text, Duration life) {}

  private static final int LIMIT = 256 << 10;
  private static final Pattern SAFE = Pattern.compile("[\\x21-\\x7e]+");
  private static final long SHORTEST = 60;
  private static final long LONGEST = 3600;

  /** Not made with the service, whose start it would hold up. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  private final Http http;

  TokenClient(Http http) {
    this.http = http;
  }

  Token get(Caller caller, Challenge challenge, Optional<RegistryLogin> login) throws IOException {
    Endpoint endpoint = caller.endpoint();
    URI realm = realm(endpoint, challenge);
    boolean mayKnow = "https".equals(realm.getScheme()) || Loopback.is(realm.getHost());
    if (login.isPresent() && !(mayKnow && endpoint.mayHearSecrets())) {
      throw refused(
          endpoint, "it wants credentials over plain HTTP, where they could be read on the way");
    }
    Endpoint server =
        isOwn(endpoint, realm)
            ? endpoint
            : new Endpoint(realm, Set.of(), Map.of(), endpoint.tls().withoutClient());
    Call call = call(realm, caller, challenge, login);
    try (Reply reply = http.send(server, call)) {
      if (!reply.ok()) {
        throw failed(endpoint, realm, reply);
      }
      return token(endpoint, reply.bytes(LIMIT));
    }
  }

  private static Call call(
      URI realm, Caller caller, Challenge challenge, Optional<RegistryLogin> login) {
    List<String> parameters = new ArrayList<>();
    challenge.get("service").ifPresent(service -> parameters.add("service=" + encoded(service)));
    if (login.isPresent() && login.get().identityToken()) {
      parameters.add("scope=" + encoded(String.join(" ", scopes(caller, challenge))));
      parameters.add("grant_type=refresh_token");
      parameters.add("client_id=carob");
      parameters.add("refresh_token=" + encoded(login.get().secret()));
      byte[] form = String.join("&", parameters).getBytes(StandardCharsets.US_ASCII);
      return Call.of("POST", realm)
          .with("Content-Type", "application/x-www-form-urlencoded")
          .with(new Call.Body(form.length, () -> new ByteArrayInputStream(form)));
    }
    scopes(caller, challenge).forEach(scope -> parameters.add("scope=" + encoded(scope)));
    String separator = realm.getRawQuery() == null ? "?" : "&";
    Call get = Call.of("GET", URI.create(realm + separator + String.join("&", parameters)));
    return login.map(known -> get.with("Authorization", Authorizer.basic(known))).orElse(get);
  }

  /** What the caller will do next, and what else the challenge asks for. */
  private static Set<String> scopes(Caller caller, Challenge challenge) {
    Set<String> scopes = new LinkedHashSet<>();
    if (!caller.scope().isEmpty()) {
      scopes.addAll(List.of(caller.scope().split(" ", -1)));
    }
    for (String asked : challenge.get("scope").orElse("").split(" ", -1)) {
      String subject = asked.substring(0, asked.lastIndexOf(':') + 1);
      if (!asked.isEmpty() && scopes.stream().noneMatch(own -> own.startsWith(subject))) {
        scopes.add(asked);
      }
    }
    return scopes;
  }

  /** The address to ask; never one that others could listen to, unless the registry is such. */
  private static URI realm(Endpoint endpoint, Challenge challenge) {
    try {
      URI realm = URI.create(challenge.get("realm").orElse(""));
      boolean plain = "http".equals(realm.getScheme());
      if (realm.getHost() == null || !(plain || "https".equals(realm.getScheme()))) {
        throw refused(endpoint, "it names no address to get a token from");
      }
      if (realm.getRawFragment() != null || realm.getRawUserInfo() != null) {
        throw refused(endpoint, "it names a strange address to get a token from");
      }
      boolean inward =
          !endpoint.loopback() && !isOwn(endpoint, realm) && Inward.is(realm.getHost());
      boolean open = plain && !endpoint.plain() && !Loopback.is(realm.getHost());
      if (inward || open) {
        throw refused(endpoint, "it names an address that is not safe to get a token from");
      }
      return realm;
    } catch (IllegalArgumentException e) {
      throw refused(endpoint, "it names no address to get a token from");
    }
  }

  private static boolean isOwn(Endpoint endpoint, URI realm) {
    return Http.sameOrigin(realm, endpoint.base());
  }

  private static Token token(Endpoint endpoint, byte[] answer) {
    try {
      JsonNode node = Json.MAPPER.readTree(answer);
      String text = node.path("token").asText();
      if (text.isEmpty()) {
        text = node.path("access_token").asText();
      }
      if (!SAFE.matcher(text).matches()) {
        throw refused(endpoint, "the answer to the request for a token holds none");
      }
      long seconds = Math.max(SHORTEST, Math.min(LONGEST, node.path("expires_in").asLong(0)));
      return new Token(text, Duration.ofSeconds(seconds * 8 / 10));
    } catch (JsonProcessingException e) {
      throw refused(endpoint, "the answer to the request for a token is not JSON");
    } catch (IOException e) {
      throw refused(endpoint, "the answer to the request for a token cannot be read");
    }
  }

  private static CarobException failed(Endpoint endpoint, URI realm, Reply reply)
      throws IOException {
    if (reply.status() == 429 || reply.status() >= 500) {
      throw new IOException(
          Http.plainly(realm) + " answered " + reply.status() + " to the request for a token");
    }
    return refused(
        endpoint,
        Http.plainly(realm)
            + " answered "
            + reply.status()
            + " to the request for a token. Are the credentials right? Log in with `docker login`");
  }

  private static CarobException refused(Endpoint endpoint, String why) {
    return new CarobException(
        ErrorCode.PERMISSION_DENIED,
        "authorization by the registry " + endpoint.authority() + " failed: " + why);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
