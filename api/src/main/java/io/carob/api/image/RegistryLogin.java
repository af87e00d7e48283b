package io.carob.api.image;

import java.util.Objects;

/**
 * Who asks a registry. Its text form hides the secret.
 *
 * @param user the user's name; empty when the secret is an identity token
 * @param secret password or token
 */
public record RegistryLogin(String user, String secret) {

  /** Checks that both are there. */
  public RegistryLogin {
    Objects.requireNonNull(user);
    Objects.requireNonNull(secret);
  }

  /** {@return whether the secret is an identity token, to be exchanged for an access token} */
  public boolean identityToken() {
    return user.isEmpty();
  }

  @Override
  public String toString() {
    return "RegistryLogin[user=" + user + "]";
  }
}
