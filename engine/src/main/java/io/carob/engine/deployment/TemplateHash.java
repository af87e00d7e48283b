package io.carob.engine.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.carob.api.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The name of a pod template: the same for the same content, whatever the order of its fields. */
final class TemplateHash {

  /** Digits that make no words, as in Kubernetes. */
  static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int LENGTH = 10;

  private TemplateHash() {}

  static String of(JsonNode template) {
    String hex = Digest.of(canonical(template).getBytes(StandardCharsets.UTF_8)).hex();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      int value = Integer.parseInt(hex.substring(4 * i, 4 * i + 4), 16);
      out.append(ALPHABET.charAt(value % ALPHABET.length()));
    }
    return out.toString();
  }

  private static String canonical(JsonNode node) {
    StringBuilder out = new StringBuilder();
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      sorted.forEach(
          (name, value) ->
              out.append(name.length()).append(name).append('=').append(canonical(value)));
      return "{" + out + "}";
    }
    if (node instanceof ArrayNode array) {
      array.forEach(value -> out.append(canonical(value)).append(','));
      return "[" + out + "]";
    }
    return node.toString();
  }
}
