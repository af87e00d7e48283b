package io.carob.engine.pod;

import java.util.List;

/**
 * What a container may learn of its own pod.
 *
 * @param pod the pod
 * @param addresses the pod's addresses
 * @param hostAddress an address of the node
 * @param nodeName the node's name
 */
record DownwardFields(PodView pod, List<String> addresses, String hostAddress, String nodeName) {

  /** The value of a field, as {@code fieldRef.fieldPath} names it; the reader checked the name. */
  String value(String path) {
    return switch (path) {
      case "metadata.name" -> pod.key().name();
      case "metadata.namespace" -> pod.key().namespace();
      case "metadata.uid" -> pod.uid();
      case "spec.nodeName" -> nodeName;
      case "spec.serviceAccountName" -> "default";
      case "status.hostIP", "status.hostIPs" -> hostAddress;
      case "status.podIP" -> podAddresses().isEmpty() ? "" : podAddresses().get(0);
      case "status.podIPs" -> String.join(",", podAddresses());
      default -> keyed(path);
    };
  }

  private List<String> podAddresses() {
    return pod.hostNetwork() && addresses.isEmpty() ? List.of(hostAddress) : addresses;
  }

  private String keyed(String path) {
    int open = path.indexOf("['");
    String key = path.substring(open + 2, path.length() - 2);
    return path.startsWith("metadata.labels")
        ? pod.object().label(key)
        : pod.object().annotation(key);
  }
}
