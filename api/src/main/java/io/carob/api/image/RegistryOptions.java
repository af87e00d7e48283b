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

  /**
   * {@return the same for another platform}
   *
   * @param other what to take from an index
   */
  public RegistryOptions withPlatform(Platform other) {
    return new RegistryOptions(Objects.requireNonNull(other), login, snapshotter);
  }

  /**
   * {@return the same with credentials of the caller's, used instead of the node's}
   *
   * @param own the credentials; not kept beyond the calls that are given these options
   */
  public RegistryOptions withLogin(RegistryLogin own) {
    return new RegistryOptions(platform, Optional.of(own), snapshotter);
  }

  /**
   * {@return the same for a snapshotter: layers that are pulled are unpacked by it while they come,
   * where it takes layers in any order} What does not succeed that way for the node's reasons is
   * left to {@link Images#unpack}, which makes sure of it.
   *
   * @param driver the snapshot driver's name
   */
  public RegistryOptions withSnapshotter(String driver) {
    return new RegistryOptions(platform, login, Optional.of(driver));
  }

  /** {@return the platform to take from an index} */
  public Platform platform() {
    return platform;
  }

  /** {@return the caller's credentials} */
  public Optional<RegistryLogin> login() {
    return login;
  }

  /** {@return the snapshotter that unpacks what comes} */
  public Optional<String> snapshotter() {
    return snapshotter;
  }
}
