package io.carob.image.store.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.image.ImageConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The columns that hold JSON. Written by hand, so that no type of the API is bound to a format. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String labels(Map<String, String> labels) {
    return object(labels).toString();
  }

  static Map<String, String> labels(String text) throws JsonProcessingException {
    return strings(MAPPER.readTree(text));
  }

  static String config(ImageConfig config) {
    ObjectNode node = MAPPER.createObjectNode();
    node.set("env", array(config.env()));
    node.set("entrypoint", array(config.entrypoint()));
    node.set("cmd", array(config.cmd()));
    node.put("workingDir", config.workingDir());
    node.put("user", config.user());
    node.put("stopSignal", config.stopSignal());
    node.set("labels", object(config.labels()));
    node.set("exposedPorts", array(config.exposedPorts()));
    node.set("volumes", array(config.volumes()));
    return node.toString();
  }

  static ImageConfig config(String text) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(text);
    return new ImageConfig(
        list(node.path("env")),
        list(node.path("entrypoint")),
        list(node.path("cmd")),
        node.path("workingDir").asText(),
        node.path("user").asText(),
        node.path("stopSignal").asText(),
        strings(node.path("labels")),
        new LinkedHashSet<>(list(node.path("exposedPorts"))),
        new LinkedHashSet<>(list(node.path("volumes"))));
  }

  private static ArrayNode array(Collection<String> values) {
    ArrayNode node = MAPPER.createArrayNode();
    values.forEach(node::add);
    return node;
  }

  private static ObjectNode object(Map<String, String> values) {
    ObjectNode node = MAPPER.createObjectNode();
    new TreeMap<>(values).forEach(node::put);
    return node;
  }

  private static List<String> list(JsonNode node) {
    List<String> values = new ArrayList<>();
    node.forEach(value -> values.add(value.asText()));
    return values;
  }

  private static Map<String, String> strings(JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    node.properties().forEach(field -> values.put(field.getKey(), field.getValue().asText()));
    return values;
  }
}
