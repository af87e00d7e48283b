package io.carob.image.store.registry.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * The credentials that docker's command keeps: {@code auths}, {@code credHelpers} and {@code
 * credsStore} of its {@code config.json}. Read anew each time, so a login counts at once.
 */
public final class DockerConfig {

  private static final int LIMIT = 4 << 20;
  private static final String HUB = "docker.io";
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  private final Path file;
  private final String helpers;

  /** The given file; it need not be there. */
  public DockerConfig(Path file) {
    this(file, "");
  }

  /** With helpers from a folder, which ends in a slash. */
  DockerConfig(Path file, String helpers) {
    this.file = file;
    this.helpers = helpers;
  }

  /**
   * The credentials for a registry.
   *
   * @param registry host and optional port
   * @throws CarobException {@code INVALID_ARGUMENT} when the file is wrong, {@code
   *     FAILED_PRECONDITION} when its helper fails
   */
  public Optional<RegistryLogin> find(String registry) {
    JsonNode root = read();
    String key = registry.equals(HUB) ? HUB_KEY : registry;
    Optional<String> helper =
        text(root.path("credHelpers").path(registry)).or(() -> text(root.path("credsStore")));
    Optional<RegistryLogin> helped =
        helper.flatMap(name -> new CredentialHelper(helpers, name).get(key));
    return helped.isPresent() ? helped : stored(root.path("auths"), registry, key);
  }

  private JsonNode read() {
    try {
      if (!Files.isRegularFile(file)) {
        return JsonNodeFactory.instance.objectNode();
      }
      if (Files.size(file) > LIMIT) {
        throw invalid("it is larger than " + LIMIT + " bytes");
      }
      return new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw invalid("it is not JSON"); // the parser's message might show a secret
    } catch (IOException e) {
      throw invalid("it cannot be read: " + e);
    }
  }

  private Optional<RegistryLogin> stored(JsonNode auths, String registry, String key) {
    JsonNode exact = auths.path(key);
    if (exact.isObject()) {
      return login(exact);
    }
    return auths.properties().stream()
        .filter(auth -> host(auth.getKey()).equals(registry))
        .findFirst()
        .flatMap(auth -> login(auth.getValue()));
  }

  /** The host of a key, which may be an address. */
  private static String host(String key) {
    String rest = key.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  private Optional<RegistryLogin> login(JsonNode auth) {
    Optional<String> token = text(auth.path("identitytoken"));
    if (token.isPresent()) {
      return Optional.of(new RegistryLogin("", token.get()));
    }
    Optional<String> both = text(auth.path("auth"));
    if (both.isEmpty()) {
      return text(auth.path("username"))
          .map(user -> new RegistryLogin(user, auth.path("password").asText()));
    }
    try {
      String plain =
          new String(Base64.getDecoder().decode(both.get()), StandardCharsets.UTF_8)
              .replaceAll("\0+$", "");
      int colon = plain.indexOf(':');
      if (colon <= 0) {
        throw invalid("an auth in it is not user:password in base64");
      }
      return Optional.of(new RegistryLogin(plain.substring(0, colon), plain.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw invalid("an auth in it is not base64");
    }
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty()
        ? Optional.of(node.textValue())
        : Optional.empty();
  }

  private CarobException invalid(String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "the file of registry credentials " + file + " is wrong: " + why);
  }
}
