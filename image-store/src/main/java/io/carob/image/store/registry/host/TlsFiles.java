package io.carob.image.store.registry.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Files of certificates, in PEM.
 *
 * @param authorities trusted beside those of the JDK
 * @param client our own certificate and its key
 */
public record TlsFiles(List<Path> authorities, Optional<Client> client) {

  /** What the JDK trusts, and no certificate of our own. */
  public static final TlsFiles NONE = new TlsFiles(List.of(), Optional.empty());

  /**
   * A client certificate.
   *
   * @param certificate the certificate, and those that lead to its authority
   * @param key its private key, not encrypted; may be the same file
   */
  public record Client(Path certificate, Path key) {}

  /** Copies the list. */
  public TlsFiles {
    authorities = List.copyOf(authorities);
    Objects.requireNonNull(client);
  }

  /** The same trust, but nothing of our own. */
  public TlsFiles withoutClient() {
    return new TlsFiles(authorities, Optional.empty());
  }
}
