package io.carob.api.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A sandbox as it stands now.
 *
 * @param podUid the pod it belongs to
 * @param directory its folder, as given in the specification
 * @param ready whether the pause process runs and the namespaces are there
 * @param pausePid the pause process, in the host's numbering; 0 when it is gone
 * @param namespaces files to join a namespace by path; a kind that is missing is each container's
 *     own (always {@code MNT}) or the host's, as {@link #hostNamespaces} says
 * @param hostNamespaces kinds that are the host's
 * @param addresses the pod's network addresses, without prefix length; empty with loopback only
 */
public record Sandbox(
    String podUid,
    Path directory,
    boolean ready,
    long pausePid,
    Map<NamespaceKind, Path> namespaces,
    List<NamespaceKind> hostNamespaces,
    List<String> addresses) {

  /** Copies the collections. */
  public Sandbox {
    Objects.requireNonNull(podUid);
    Objects.requireNonNull(directory);
    namespaces = Map.copyOf(namespaces);
    hostNamespaces = List.copyOf(hostNamespaces);
    addresses = List.copyOf(addresses);
  }
}
