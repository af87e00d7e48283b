package io.carob.sandbox.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.sandbox.host.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list of network plugins, as the CNI specification describes it.
 *
 * @param name the network's name
 * @param cniVersion the version of the specification that the list is written to
 * @param plugins the plugins' configurations, in order
 */
record NetworkConfig(String name, String cniVersion, List<ObjectNode> plugins) {

  NetworkConfig {
    plugins = List.copyOf(plugins);
  }

  /** The first list of a folder, by name, as other runtimes choose it; empty when there is none. */
  static Optional<NetworkConfig> first(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(NetworkConfig::isConfig).sorted().findFirst().map(NetworkConfig::read);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "the network folder " + folder + " cannot be read", e);
    }
  }

  private static boolean isConfig(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".conflist") || name.endsWith(".conf") || name.endsWith(".json");
  }

  private static NetworkConfig read(Path file) {
    JsonNode root =
        JsonFile.read(file)
            .orElseThrow(() -> broken(file.toString(), "it vanished while it was read"));
    return parse(root, file.toString());
  }

  /**
   * Reads a list, or a single plugin as a list of one.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a field is missing
   */
  static NetworkConfig parse(JsonNode root, String origin) {
    String name = text(root, "name", origin);
    String version = root.path("cniVersion").asText("0.2.0");
    List<ObjectNode> plugins = new ArrayList<>();
    if (root.has("plugins")) {
      for (JsonNode plugin : root.get("plugins")) {
        if (!(plugin instanceof ObjectNode object)) {
          throw broken(origin, "a plugin is not an object");
        }
        plugins.add(object);
      }
    } else if (root instanceof ObjectNode single) {
      plugins.add(single);
    }
    if (plugins.isEmpty()) {
      throw broken(origin, "it names no plugin");
    }
    plugins.forEach(plugin -> text(plugin, "type", origin));
    return new NetworkConfig(name, version, plugins);
  }

  /** The list as a document, to be kept on disk for the removal. */
  ObjectNode document() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", name).put("cniVersion", cniVersion);
    plugins.forEach(root.putArray("plugins")::add);
    return root;
  }

  private static String text(JsonNode node, String field, String origin) {
    String value = node.path(field).asText("");
    if (value.isEmpty() || value.contains("/")) {
      throw broken(origin, "its field '" + field + "' is missing or wrong");
    }
    return value;
  }

  private static CarobException broken(String origin, String reason) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "the network configuration " + origin + " is not usable: " + reason);
  }
}
