package io.carob.api.image;

import io.carob.api.Platform;
import java.util.Objects;
import java.util.Optional;

/** Wishes of a caller of {@link Registries}. Immutable; {@link #DEFAULT} has none. */
public final class RegistryOptions {

  /** The host's platform, the node's credentials, and nothing unpacked. */
  public static final RegistryOptions DEFAULT =
      new RegistryOptions(Platform.host(), Optional.empty(), Optional.empty());

  private final Platform platform;
  private final Optional<RegistryLogin> login;
  private final Optional<String> snapshotter;

  private RegistryOptions(
      Platform platform, Optional<RegistryLogin> login, Optional<String> snapshotter) {
    this.platform = platform;
    this.login = login;
    this.snapshotter = snapshotter;
  }

  /** The same for another platform. */
  public RegistryOptions withPlatform(Platform other) {
    return new RegistryOptions(Objects.requireNonNull(other), login, snapshotter);
  }

  /** The same with credentials of the caller's, used instead of the node's. */
  public RegistryOptions withLogin(RegistryLogin own) {
    return new RegistryOptions(platform, Optional.of(own), snapshotter);
  }

  /**
   * The same for a snapshotter: layers that are pulled are unpacked by it while they come, where it
   * takes layers in any order. What does not succeed that way for the node's reasons is left to
   * {@link Images#unpack}, which makes sure of it.
   */
  public RegistryOptions withSnapshotter(String driver) {
    return new RegistryOptions(platform, login, Optional.of(driver));
  }

  /** The platform to take from an index. */
  public Platform platform() {
    return platform;
  }

  /** The caller's credentials. */
  public Optional<RegistryLogin> login() {
    return login;
  }

  /** The snapshotter that unpacks what comes. */
  public Optional<String> snapshotter() {
    return snapshotter;
  }
}
