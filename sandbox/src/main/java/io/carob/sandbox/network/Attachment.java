package io.carob.sandbox.network;

import io.carob.api.sandbox.PortMapping;
import java.nio.file.Path;
import java.util.List;

/**
 * A network namespace that is attached to a network, or is to be.
 *
 * @param podUid the pod; names the attachment towards the plugins
 * @param namespace the pod's Kubernetes namespace
 * @param podName the pod's name
 * @param netns file of the network namespace
 * @param ports host ports that lead into it
 */
public record Attachment(
    String podUid, String namespace, String podName, Path netns, List<PortMapping> ports) {
  /** Copies the list. */
  public Attachment {
    ports = List.copyOf(ports);
  }
}
