package io.carob.engine.manifest;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A text as a list of documents, each a tree of fields. Lists ({@code kind: List}) come apart. */
final class Documents {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(Limits.DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final Pattern JSON_START = Pattern.compile("\\s*\\{\\s*\"");

  private Documents() {}

  static List<ObjectNode> read(String text) {
    if (text.length() > Limits.CHARACTERS) {
      throw ManifestError.at(
          "", "the manifests are longer than " + Limits.CHARACTERS + " characters");
    }
    // A brace alone may also begin YAML; JSON may hold tabs, which YAML refuses.
    boolean json = JSON_START.matcher(text).lookingAt();
    List<JsonNode> roots = json ? json(text) : YamlTree.read(text);
    List<ObjectNode> documents = new ArrayList<>();
    for (JsonNode root : roots) {
      if (!root.isNull()) {
        add(root, documents);
      }
    }
    if (documents.isEmpty()) {
      throw ManifestError.at("", "there is no document in the manifest");
    }
    return documents;
  }

  private static void add(JsonNode root, List<ObjectNode> documents) {
    if (!(root instanceof ObjectNode object)) {
      throw ManifestError.at(
          "",
          "document "
              + (documents.size() + 1)
              + ": must be a group of fields (apiVersion, kind, …)");
    }
    if (object.path("kind").asText().equals("List") && object.path("items").isArray()) {
      object.path("items").forEach(item -> add(item, documents));
      return;
    }
    documents.add(object);
    if (documents.size() > Limits.DOCUMENTS) {
      throw ManifestError.at("", "there are more than " + Limits.DOCUMENTS + " documents");
    }
  }

  private static List<JsonNode> json(String text) {
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
      return values.readAll();
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the manifest is not JSON: " + at + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "the manifest cannot be read", e);
    }
  }
}
