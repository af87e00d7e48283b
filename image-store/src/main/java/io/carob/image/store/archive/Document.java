package io.carob.image.store.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A part of a JSON document, with the document's name for messages. Wrong types are {@code
 * DATA_LOSS}; {@code null} is absent.
 *
 * @param name what it is, such as {@code manifest sha256:…}
 * @param node the part
 */
record Document(String name, JsonNode node) {

  /** Most bytes that a document may have. */
  static final int LIMIT = 4 << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Reads bytes whose digest, if they have one, is verified already. */
  static Document parse(String name, byte[] bytes) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node == null || node.isMissingNode()) {
        throw ArchiveErrors.corrupt(name, "it is empty");
      }
      return new Document(name, node);
    } catch (JsonProcessingException e) {
      throw ArchiveErrors.corrupt(name, "it is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw ArchiveErrors.corrupt(name, "it is not valid JSON", e);
    }
  }

  Document object() {
    if (!node.isObject()) {
      throw wrong("it", "an object");
    }
    return this;
  }

  /** An object without fields. */
  Document nothing() {
    return new Document(name, MAPPER.createObjectNode());
  }

  /** A digest in this document. */
  Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (CarobException e) {
      throw ArchiveErrors.corrupt(name, "\"" + text + "\" is no digest that is supported", e);
    }
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  Optional<Document> find(String field) {
    return has(field)
        ? Optional.of(new Document(name, node.get(field)).object())
        : Optional.empty();
  }

  Document get(String field) {
    return find(field).orElseThrow(() -> wrong(field, "there"));
  }

  Optional<String> text(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    JsonNode value = node.get(field);
    if (!value.isTextual()) {
      throw wrong(field, "a text");
    }
    return Optional.of(value.textValue());
  }

  long number(String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(field, "a whole number");
    }
    return value.longValue();
  }

  /** The elements of an array; empty when it is absent. */
  List<Document> list(String field) {
    return has(field) ? elements(node.get(field), field) : List.of();
  }

  /** The elements of this array. */
  List<Document> elements() {
    return elements(node, "it");
  }

  private List<Document> elements(JsonNode array, String field) {
    if (!array.isArray()) {
      throw wrong(field, "a list");
    }
    List<Document> all = new ArrayList<>(array.size());
    array.forEach(element -> all.add(new Document(name, element)));
    return all;
  }

  List<String> texts(String field) {
    List<String> all = new ArrayList<>();
    for (Document element : list(field)) {
      if (!element.node.isTextual()) {
        throw wrong(field, "a list of texts");
      }
      all.add(element.node.textValue());
    }
    return all;
  }

  Map<String, String> textMap(String field) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : fields(field)) {
      if (!entry.getValue().isTextual()) {
        throw wrong(field, "a map of texts");
      }
      all.put(entry.getKey(), entry.getValue().textValue());
    }
    return all;
  }

  Set<String> keys(String field) {
    Set<String> all = new TreeSet<>();
    fields(field).forEach(entry -> all.add(entry.getKey()));
    return all;
  }

  private Iterable<Map.Entry<String, JsonNode>> fields(String field) {
    return find(field).map(part -> part.node.properties()).orElse(Set.of());
  }

  private CarobException wrong(String field, String wanted) {
    return ArchiveErrors.corrupt(name, field + " is not " + wanted);
  }
}
