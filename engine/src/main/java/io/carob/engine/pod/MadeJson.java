package io.carob.engine.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was decided for a run, as it is kept. */
final class MadeJson {

  private MadeJson() {}

  static ObjectNode write(Made made) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("id", made.id());
    out.put("runtime", made.runtime());
    out.put("imageId", made.imageId());
    out.put("driver", made.driver());
    out.put("workingDir", made.workingDir());
    out.put("user", made.user());
    out.put("stopSignal", made.stopSignal());
    PodStateJson.form(out, made.form());
    PodStateJson.texts(out.putArray("args"), made.args());
    PodStateJson.texts(out.putArray("env"), made.env());
    ArrayNode mounts = out.putArray("mounts");
    for (ContainerMount mount : made.mounts()) {
      ObjectNode node = mounts.addObject();
      node.put("volume", mount.volume());
      node.put("type", mount.type());
      node.put("source", mount.source().toString());
      mount.subPath().ifPresent(path -> node.put("subPath", path));
      node.put("destination", mount.destination());
      node.put("readOnly", mount.readOnly());
      node.put("propagation", mount.propagation().name());
    }
    return out;
  }

  static Made read(JsonNode in) {
    List<ContainerMount> mounts = new ArrayList<>();
    for (JsonNode node : in.path("mounts")) {
      mounts.add(
          new ContainerMount(
              node.path("volume").asText(),
              node.path("type").asText(),
              Path.of(node.path("source").asText()),
              node.has("subPath") ? Optional.of(node.path("subPath").asText()) : Optional.empty(),
              node.path("destination").asText(),
              node.path("readOnly").asBoolean(),
              Propagation.valueOf(node.path("propagation").asText())));
    }
    return new Made(
        in.path("id").asText(),
        in.path("runtime").asText(),
        in.path("imageId").asText(),
        in.path("driver").asText(),
        PodStateJson.texts(in.path("args")),
        PodStateJson.texts(in.path("env")),
        in.path("workingDir").asText(),
        in.path("user").asText(),
        mounts,
        in.path("stopSignal").asText(),
        PodStateJson.form(in));
  }
}
