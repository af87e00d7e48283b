package io.carob.sandbox.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.JsonFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of a container on disk.
 *
 * @param id its id
 * @param runtime the runtime that made it
 * @param cgroup its control group
 * @param created when it was made
 * @param started when it was started, if it was
 * @param process its first process; empty while it is being made
 * @param monitor its conmon; empty while it is being made
 */
record ContainerRecord(
    String id,
    RuntimeBinary runtime,
    String cgroup,
    Instant created,
    Optional<Instant> started,
    Optional<HostProcess> process,
    Optional<HostProcess> monitor) {

  private static final int VERSION = 1;

  /** Whether the making has come to its end. */
  boolean complete() {
    return process.isPresent() && monitor.isPresent();
  }

  ContainerRecord withProcesses(HostProcess first, HostProcess conmon) {
    return new ContainerRecord(
        id, runtime, cgroup, created, started, Optional.of(first), Optional.of(conmon));
  }

  ContainerRecord withStarted(Instant when) {
    return new ContainerRecord(id, runtime, cgroup, created, Optional.of(when), process, monitor);
  }

  static Optional<ContainerRecord> read(ContainerFiles files) {
    return JsonFile.read(files.state()).map(ContainerRecord::of);
  }

  private static ContainerRecord of(JsonNode node) {
    JsonNode runtime = node.path("runtime");
    return new ContainerRecord(
        node.path("id").asText(),
        new RuntimeBinary(
            runtime.path("name").asText(),
            Path.of(runtime.path("program").asText()),
            Path.of(runtime.path("root").asText())),
        node.path("cgroup").asText(),
        Instant.parse(node.path("created").asText()),
        Optional.ofNullable(node.get("started")).map(text -> Instant.parse(text.asText())),
        HostProcess.read(node, "process"),
        HostProcess.read(node, "monitor"));
  }

  void write(ContainerFiles files) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", VERSION).put("id", id).put("cgroup", cgroup);
    node.putObject("runtime")
        .put("name", runtime.name())
        .put("program", runtime.program().toString())
        .put("root", runtime.root().toString());
    node.put("created", created.toString());
    started.ifPresent(when -> node.put("started", when.toString()));
    process.ifPresent(first -> first.write(node, "process"));
    monitor.ifPresent(conmon -> conmon.write(node, "monitor"));
    JsonFile.write(files.state(), node);
  }
}
