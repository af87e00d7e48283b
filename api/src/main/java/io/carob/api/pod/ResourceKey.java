package io.carob.api.pod;

import java.util.Objects;

/**
 * The name of a resource.
 *
 * @param kind as in manifests: {@code Pod}, {@code Deployment}, {@code ConfigMap}, …
 * @param namespace its namespace
 * @param name its name
 */
public record ResourceKey(String kind, String namespace, String name)
    implements Comparable<ResourceKey> {

  /** Checks that all parts are there. */
  public ResourceKey {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
  }

  @Override
  public int compareTo(ResourceKey other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return kind + "/" + namespace + "/" + name;
  }
}
