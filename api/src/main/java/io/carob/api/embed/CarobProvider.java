package io.carob.api.embed;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes nodes inside of programs: what {@link Carob#builder} finds by {@link
 * java.util.ServiceLoader}. {@code carob-embed} provides it; nobody else needs to.
 */
@ProviderType
public interface CarobProvider {

  /**
   * Begins a node.
   *
   * @return what the node is to be like is said there
   */
  Carob.Builder builder();
}
