package io.carob.sandbox.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.PortMapping;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.JsonFile;
import io.carob.sandbox.network.Attachment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is kept of a sandbox on disk.
 *
 * @param podUid the pod
 * @param namespace its Kubernetes namespace
 * @param podName its name
 * @param cgroup its control group
 * @param plan which namespaces are its own
 * @param ports host ports that lead into it
 * @param addresses its addresses
 * @param pause the pause process; empty while it is being made
 * @param complete whether the making has come to its end
 */
record SandboxRecord(
    String podUid,
    String namespace,
    String podName,
    String cgroup,
    NamespacePlan plan,
    List<PortMapping> ports,
    List<String> addresses,
    Optional<HostProcess> pause,
    boolean complete) {

  private static final int VERSION = 1;

  SandboxRecord {
    ports = List.copyOf(ports);
    addresses = List.copyOf(addresses);
  }

  static SandboxRecord begun(SandboxSpec spec) {
    return new SandboxRecord(
        spec.podUid(),
        spec.namespace(),
        spec.podName(),
        spec.cgroupParent(),
        NamespacePlan.of(spec),
        spec.ports(),
        List.of(),
        Optional.empty(),
        false);
  }

  SandboxRecord withPause(HostProcess process) {
    return new SandboxRecord(
        podUid, namespace, podName, cgroup, plan, ports, addresses, Optional.of(process), false);
  }

  SandboxRecord withNetwork(List<String> given) {
    return new SandboxRecord(podUid, namespace, podName, cgroup, plan, ports, given, pause, true);
  }

  /** How the network plugins know it. */
  Attachment attachment(SandboxFiles files) {
    return new Attachment(podUid, namespace, podName, files.namespace(NamespaceKind.NET), ports);
  }

  static Optional<SandboxRecord> read(Path state) {
    return JsonFile.read(state).map(SandboxRecord::of);
  }

  private static SandboxRecord of(JsonNode node) {
    List<PortMapping> ports = new ArrayList<>();
    for (JsonNode port : node.path("ports")) {
      ports.add(
          new PortMapping(
              port.path("hostPort").asInt(),
              port.path("containerPort").asInt(),
              port.path("protocol").asText(),
              port.path("hostIp").asText()));
    }
    List<String> addresses = new ArrayList<>();
    node.path("addresses").forEach(address -> addresses.add(address.asText()));
    return new SandboxRecord(
        node.path("podUid").asText(),
        node.path("namespace").asText(),
        node.path("podName").asText(),
        node.path("cgroup").asText(),
        new NamespacePlan(
            kinds(node.path("ownNamespaces")),
            kinds(node.path("hostNamespaces")),
            node.path("shareProcessNamespace").asBoolean()),
        ports,
        addresses,
        HostProcess.read(node, "pause"),
        node.path("complete").asBoolean());
  }

  private static List<NamespaceKind> kinds(JsonNode names) {
    List<NamespaceKind> kinds = new ArrayList<>();
    names.forEach(name -> kinds.add(NamespaceKind.valueOf(name.asText())));
    return kinds;
  }

  void write(SandboxFiles files) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", VERSION).put("podUid", podUid).put("namespace", namespace);
    node.put("podName", podName).put("cgroup", cgroup);
    plan.own().forEach(addTo(node.putArray("ownNamespaces")));
    plan.host().forEach(addTo(node.putArray("hostNamespaces")));
    node.put("shareProcessNamespace", plan.shareProcess());
    ArrayNode mappings = node.putArray("ports");
    for (PortMapping port : ports) {
      mappings
          .addObject()
          .put("hostPort", port.hostPort())
          .put("containerPort", port.containerPort())
          .put("protocol", port.protocol())
          .put("hostIp", port.hostIp());
    }
    addresses.forEach(node.putArray("addresses")::add);
    pause.ifPresent(process -> process.write(node, "pause"));
    node.put("complete", complete);
    JsonFile.write(files.state(), node);
  }

  private static Consumer<NamespaceKind> addTo(ArrayNode array) {
    return kind -> array.add(kind.name());
  }
}
