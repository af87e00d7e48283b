package io.carob.api.node;

import org.osgi.annotation.versioning.ProviderType;

/** Ends the running service; a service of whatever started it. */
@ProviderType
@FunctionalInterface
public interface NodeControl {

  /**
   * Begins to end the service and returns at once, so that the caller can still be answered.
   * Repeating it changes nothing. The wanted resources stay on disk either way.
   *
   * @param pods whether to end all pods first, as when the node is shut down: no process, mount,
   *     network namespace or cgroup is left, and the pods start again with the next service. When
   *     false, the pods run on and the next service adopts them
   */
  void shutdown(boolean pods);
}
