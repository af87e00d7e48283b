package io.carob.api.volume;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Read access to the node's config objects, for volumes that show them as files. */
@ProviderType
@FunctionalInterface
public interface ConfigObjects {

  /**
   * The data of one object.
   *
   * @param kind {@code ConfigMap} or {@code Secret}
   * @param namespace the pod's namespace
   * @param name the object's name
   * @return bytes by key; empty when there is no such object
   */
  Optional<Map<String, byte[]>> data(String kind, String namespace, String name);
}
