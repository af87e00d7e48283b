package io.carob.image.store.registry.host;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A host that serves a registry's content: the registry itself, or a mirror of it.
 *
 * @param base where its API begins, such as {@code https://mirror.example/v2}
 * @param abilities what it may be asked for
 * @param headers sent with each request
 * @param tls how it is trusted, and how we show who we are
 */
public record Endpoint(
    URI base, Set<Ability> abilities, Map<String, List<String>> headers, TlsFiles tls) {

  /** What a host may be asked for. */
  public enum Ability {
    /** Content by digest. */
    PULL,
    /** What a tag leads to. */
    RESOLVE,
    /** Taking content in. */
    PUSH
  }

  /** Copies the collections. */
  public Endpoint {
    Objects.requireNonNull(base);
    Objects.requireNonNull(tls);
    abilities = Set.copyOf(abilities);
    headers = Map.copyOf(headers);
  }

  /** Host and port, as credentials are looked up. */
  public String authority() {
    return base.getAuthority();
  }

  /** Whether nothing is encrypted on the way. */
  public boolean plain() {
    return "http".equals(base.getScheme());
  }

  /** Whether what is sent leaves this machine. */
  public boolean loopback() {
    return Loopback.is(base.getHost());
  }

  /** Whether secrets may be sent to it. */
  public boolean mayHearSecrets() {
    return !plain() || loopback();
  }

  /** An address below its API. */
  public URI at(String path) {
    return URI.create(base + "/" + path);
  }
}
