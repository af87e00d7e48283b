package io.carob.api.pod;

import java.util.Objects;

/**
 * A resource as it stands now.
 *
 * @param key its name
 * @param uid its unique id
 * @param json the whole object in Kubernetes' JSON form, with {@code metadata} and {@code status}
 */
public record Resource(ResourceKey key, String uid, String json) {

  /** Checks that all parts are there. */
  public Resource {
    Objects.requireNonNull(key);
    Objects.requireNonNull(uid);
    Objects.requireNonNull(json);
  }
}
