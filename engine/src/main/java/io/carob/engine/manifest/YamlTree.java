package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * YAML as JSON trees. Keys given twice and tags are refused; an alias counts as all that it stands
 * for, so a small text cannot become a large tree. No Java object is ever made from a tag.
 */
final class YamlTree {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private int values;

  private YamlTree() {}

  static List<JsonNode> read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Limits.CHARACTERS);
    options.setNestingDepthLimit(Limits.DEPTH);
    options.setMaxAliasesForCollections(50);
    DumperOptions unused = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(unused),
            unused,
            options,
            new YamlTypes());
    List<JsonNode> documents = new ArrayList<>();
    try {
      for (Node root : yaml.composeAll(new java.io.StringReader(text))) {
        documents.add(new YamlTree().convert(root, 0));
      }
    } catch (MarkedYAMLException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the manifest is not YAML: " + line(e) + e.getProblem() + context(e),
          e);
    } catch (YAMLException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "the manifest is not YAML: " + e.getMessage(), e);
    }
    return documents;
  }

  static String place(Node node) {
    return "line " + (node.getStartMark().getLine() + 1);
  }

  private static String line(MarkedYAMLException e) {
    return e.getProblemMark() == null ? "" : "line " + (e.getProblemMark().getLine() + 1) + ": ";
  }

  private static String context(MarkedYAMLException e) {
    return e.getContext() == null ? "" : " (" + e.getContext() + ")";
  }

  private JsonNode convert(Node node, int depth) {
    if (++values > Limits.VALUES) {
      throw ManifestError.at("", "the document has more than " + Limits.VALUES + " values");
    }
    if (depth > Limits.DEPTH) {
      throw ManifestError.at("", place(node) + ": nested more than " + Limits.DEPTH + " deep");
    }
    if (node instanceof ScalarNode scalar) {
      return YamlScalar.read(scalar);
    }
    if (node instanceof SequenceNode sequence && node.getTag().equals(Tag.SEQ)) {
      ArrayNode array = JSON.arrayNode();
      for (Node element : sequence.getValue()) {
        array.add(convert(element, depth + 1));
      }
      return array;
    }
    if (node instanceof MappingNode mapping && node.getTag().equals(Tag.MAP)) {
      return object(mapping, depth);
    }
    throw ManifestError.at(
        "", place(node) + ": the tag " + node.getTag() + " is not allowed in a manifest");
  }

  private ObjectNode object(MappingNode mapping, int depth) {
    ObjectNode object = JSON.objectNode();
    ObjectNode merged = JSON.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode name)) {
        throw ManifestError.at("", place(key) + ": a field's name must be a text");
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merge(merged, tuple.getValueNode(), depth);
      } else if (object.has(name.getValue())) {
        throw ManifestError.at(
            "", place(key) + ": the field \"" + name.getValue() + "\" is given twice");
      } else {
        object.set(name.getValue(), convert(tuple.getValueNode(), depth + 1));
      }
    }
    merged.properties().stream()
        .filter(field -> !object.has(field.getKey()))
        .forEach(field -> object.set(field.getKey(), field.getValue()));
    return object;
  }

  private void merge(ObjectNode into, Node value, int depth) {
    JsonNode from = convert(value, depth + 1);
    List<JsonNode> sources = new ArrayList<>();
    if (from.isArray()) {
      from.forEach(sources::add);
    } else {
      sources.add(from);
    }
    for (JsonNode source : sources) {
      if (!(source instanceof ObjectNode fields)) {
        throw ManifestError.at("", place(value) + ": only fields can be merged with <<");
      }
      fields.properties().stream()
          .filter(field -> !into.has(field.getKey()))
          .forEach(field -> into.set(field.getKey(), field.getValue()));
    }
  }
}
