package io.carob.engine.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.engine.pod.ContainerState.Phase;
import io.carob.engine.pod.PodState.SandboxState;
import io.carob.engine.pod.PodState.VolumeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a pod as it is kept. Unknown fields are skipped, so an older Carob can read it. */
final class PodStateJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private PodStateJson() {}

  static ObjectNode write(PodState state) {
    ObjectNode out = JSON.objectNode();
    out.put("begun", state.begun().toString());
    out.put("outcome", state.outcome());
    out.put("message", state.message());
    SandboxState sandbox = state.sandbox();
    if (sandbox != null) {
      ObjectNode node = out.putObject("sandbox");
      node.put("driver", sandbox.driver());
      node.put("there", sandbox.there());
      node.put("lost", sandbox.lost());
      node.put("pausePid", sandbox.pausePid());
      texts(node.putArray("addresses"), sandbox.addresses());
      form(node, sandbox.form());
    }
    ObjectNode volumes = out.putObject("volumes");
    state
        .volumes()
        .forEach(
            (name, volume) -> {
              ObjectNode node = volumes.putObject(name);
              node.put("path", volume.path());
              node.put("readOnly", volume.readOnly());
              texts(node.putArray("objects"), volume.objects());
              form(node, volume.form());
            });
    ArrayNode containers = out.putArray("containers");
    state.containers().forEach(c -> containers.add(container(c)));
    return out;
  }

  static PodState read(JsonNode in) {
    Map<String, VolumeState> volumes = new LinkedHashMap<>();
    in.path("volumes")
        .properties()
        .forEach(
            field ->
                volumes.put(
                    field.getKey(),
                    new VolumeState(
                        field.getValue().path("path").asText(),
                        field.getValue().path("readOnly").asBoolean(),
                        texts(field.getValue().path("objects")),
                        form(field.getValue()))));
    List<ContainerState> containers = new ArrayList<>();
    in.path("containers").forEach(c -> containers.add(container(c)));
    return new PodState(
        Instant.parse(in.path("begun").asText()),
        sandbox(in.path("sandbox")),
        volumes,
        containers,
        in.path("outcome").asText(),
        in.path("message").asText());
  }

  private static @Nullable SandboxState sandbox(JsonNode in) {
    return in.isMissingNode()
        ? null
        : new SandboxState(
            in.path("driver").asText(),
            in.path("there").asBoolean(),
            in.path("lost").asBoolean(),
            in.path("pausePid").asLong(),
            texts(in.path("addresses")),
            form(in));
  }

  private static ObjectNode container(ContainerState c) {
    ObjectNode out = JSON.objectNode();
    out.put("name", c.name());
    out.put("init", c.init());
    out.put("attempt", c.attempt());
    out.put("phase", c.phase().name());
    out.put("failures", c.failures());
    out.put("waiting", c.waiting());
    out.put("message", c.message());
    if (c.notBefore() != null) {
      out.put("notBefore", c.notBefore().toString());
    }
    if (c.made() != null) {
      out.set("made", MadeJson.write(c.made()));
    }
    Running running = c.running();
    if (running != null) {
      out.putObject("running")
          .put("pid", running.pid())
          .put("rootfs", running.rootfs())
          .put("created", running.created().toString())
          .put("started", running.started().toString());
    }
    ended(out, "ended", c.ended());
    ended(out, "last", c.last());
    return out;
  }

  private static ContainerState container(JsonNode in) {
    return new ContainerState(
        in.path("name").asText(),
        in.path("init").asBoolean(),
        in.path("attempt").asInt(),
        Phase.valueOf(in.path("phase").asText()),
        in.has("made") ? MadeJson.read(in.path("made")) : null,
        running(in.path("running")),
        ended(in.path("ended")),
        ended(in.path("last")),
        in.path("failures").asInt(),
        in.has("notBefore") ? Instant.parse(in.path("notBefore").asText()) : null,
        in.path("waiting").asText(),
        in.path("message").asText());
  }

  private static @Nullable Running running(JsonNode in) {
    return in.isMissingNode()
        ? null
        : new Running(
            in.path("pid").asLong(),
            in.path("rootfs").asText(),
            Instant.parse(in.path("created").asText()),
            Instant.parse(in.path("started").asText()));
  }

  private static void ended(ObjectNode out, String name, @Nullable Ended ended) {
    if (ended != null) {
      out.putObject(name)
          .put("containerId", ended.containerId())
          .put("code", ended.code())
          .put("reason", ended.reason())
          .put("message", ended.message())
          .put("started", ended.started().toString())
          .put("finished", ended.finished().toString());
    }
  }

  private static @Nullable Ended ended(JsonNode in) {
    return in.isMissingNode()
        ? null
        : new Ended(
            in.path("containerId").asText(),
            in.path("code").asInt(),
            in.path("reason").asText(),
            in.path("message").asText(),
            Instant.parse(in.path("started").asText()),
            Instant.parse(in.path("finished").asText()));
  }

  /** The first form is not written: it is what an older Carob knows of. */
  static void form(ObjectNode out, int form) {
    if (form != Forms.FIRST) {
      out.put("form", form);
    }
  }

  static int form(JsonNode in) {
    return in.path("form").asInt(Forms.FIRST);
  }

  static void texts(ArrayNode out, List<String> texts) {
    texts.forEach(out::add);
  }

  static List<String> texts(JsonNode in) {
    List<String> out = new ArrayList<>();
    in.forEach(text -> out.add(text.asText()));
    return out;
  }
}
