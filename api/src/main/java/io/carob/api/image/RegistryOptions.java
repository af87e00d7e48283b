package io.carob.api.image;

import io.carob.api.Platform;
import java.util.Objects;
import java.util.Optional;

/** Wishes of a caller of {@link Registries}. Immutable; {@link #DEFAULT} has none. */
public final class RegistryOptions {

  /** The host's platform, and the node's credentials. */
  public static final RegistryOptions DEFAULT =
      new RegistryOptions(Platform.host(), Optional.empty());

  private final Platform platform;
  private final Optional<RegistryLogin> login;

  private RegistryOptions(Platform platform, Optional<RegistryLogin> login) {
    this.platform = platform;
    this.login = login;
  }

  /** The same for another platform. */
  public RegistryOptions withPlatform(Platform other) {
    return new RegistryOptions(Objects.requireNonNull(other), login);
  }

  /** The same with credentials of the caller's, used instead of the node's. */
  public RegistryOptions withLogin(RegistryLogin own) {
    return new RegistryOptions(platform, Optional.of(own));
  }

  /** The platform to take from an index. */
  public Platform platform() {
    return platform;
  }

  /** The caller's credentials. */
  public Optional<RegistryLogin> login() {
    return login;
  }
}
