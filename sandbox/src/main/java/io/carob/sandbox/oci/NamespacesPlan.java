package io.carob.sandbox.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Plans which namespaces a container joins, and which are its own. */
final class NamespacesPlan {

  private static final List<NamespaceKind> ASKED =
      List.of(NamespaceKind.NET, NamespaceKind.IPC, NamespaceKind.UTS, NamespaceKind.PID);

  private static final Map<NamespaceKind, String> NAMES =
      Map.of(
          NamespaceKind.NET, "network",
          NamespaceKind.IPC, "ipc",
          NamespaceKind.UTS, "uts",
          NamespaceKind.PID, "pid");

  private NamespacesPlan() {}

  static ArrayNode namespaces(Sandbox sandbox, boolean ownCgroup) {
    ArrayNode namespaces = JsonNodeFactory.instance.arrayNode();
    namespaces.addObject().put("type", "mount");
    if (ownCgroup) {
      namespaces.addObject().put("type", "cgroup");
    }
    for (NamespaceKind kind : ASKED) {
      if (sandbox.hostNamespaces().contains(kind)) {
        continue;
      }
      ObjectNode namespace = namespaces.addObject().put("type", NAMES.get(kind));
      Path path = sandbox.namespaces().get(kind);
      if (path != null) {
        namespace.put("path", path.toString());
      }
    }
    return namespaces;
  }
}
