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
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Attaches pods to the node's network by the CNI specification. What was done, and with which
 * configuration, is kept in a file of the pod, so that it can be undone after any crash and after
 * the node's configuration has changed.
 */
public final class Networks {

  private final Path configFolder;
  private final Plugin plugin;

  /**
   * Makes the networks of a node.
   *
   * @param configFolder folder with {@code .conflist} files; the first by name is used
   * @param pluginFolders folders with the plugins' programs
   */
  public Networks(Path configFolder, List<Path> pluginFolders) {
    this.configFolder = configFolder;
    this.plugin = new Plugin(pluginFolders);
  }

  /** Whether there is a network to attach pods to. */
  public boolean available() {
    return NetworkConfig.first(configFolder).isPresent();
  }

  /** Where network configurations are looked for. */
  public Path configFolder() {
    return configFolder;
  }

  /** The name of the node's network; empty without one. */
  public String name() {
    return NetworkConfig.first(configFolder).map(NetworkConfig::name).orElse("");
  }

  /** Plugins that the node's network names, and that are not installed. */
  public List<String> missingPlugins() {
    return NetworkConfig.first(configFolder).stream()
        .flatMap(config -> config.plugins().stream())
        .map(entry -> entry.path("type").asText())
        .filter(type -> !plugin.installed(type))
        .toList();
  }

  /**
   * Attaches a network namespace; on failure nothing is left of it.
   *
   * @param state file that keeps what was done
   * @return the addresses, without prefix length; empty when the node has no network
   */
  public List<String> attach(Attachment attachment, Path state) {
    Optional<NetworkConfig> found = NetworkConfig.first(configFolder);
    if (found.isEmpty()) {
      return List.of();
    }
    NetworkConfig config = found.get();
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    kept.set("config", config.document());
    JsonFile.write(state, kept);
    try {
      JsonNode result = add(config, attachment);
      kept.set("result", result);
      JsonFile.write(state, kept);
      return addresses(result);
    } catch (CarobException e) {
      try {
        detach(attachment, state);
      } catch (CarobException cleanup) {
        e.addSuppressed(cleanup);
      }
      throw e;
    }
  }

  /** Detaches what {@link #attach} did, or had begun; does nothing when the file is gone. */
  public void detach(Attachment attachment, Path state) {
    Optional<JsonNode> kept = JsonFile.read(state);
    if (kept.isEmpty()) {
      return;
    }
    NetworkConfig config = NetworkConfig.parse(kept.get().path("config"), state.toString());
    Optional<JsonNode> result = Optional.ofNullable(kept.get().get("result"));
    List<ObjectNode> reversed = new ArrayList<>(config.plugins());
    Collections.reverse(reversed);
    for (ObjectNode entry : reversed) {
      String type = entry.path("type").asText();
      if (result.isEmpty() && !plugin.installed(type)) {
        continue; // It was never run.
      }
      ObjectNode input = PluginInput.of(config, entry, attachment.ports(), result);
      plugin.run(type, "DEL", attachment, input);
    }
    try {
      Files.deleteIfExists(state);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "state file " + state + " cannot be deleted", e);
    }
  }

  private JsonNode add(NetworkConfig config, Attachment attachment) {
    Optional<JsonNode> result = Optional.empty();
    for (ObjectNode entry : config.plugins()) {
      ObjectNode input = PluginInput.of(config, entry, attachment.ports(), result);
      result = Optional.of(plugin.run(entry.path("type").asText(), "ADD", attachment, input));
    }
    return result.orElseThrow();
  }

  /** Addresses of a result, in the form of version 0.3 and later, or of the versions before. */
  static List<String> addresses(JsonNode result) {
    List<String> addresses = new ArrayList<>();
    result.path("ips").forEach(ip -> addresses.add(bare(ip.path("address").asText())));
    for (String family : List.of("ip4", "ip6")) {
      String old = result.path(family).path("ip").asText("");
      if (!old.isEmpty()) {
        addresses.add(bare(old));
      }
    }
    return addresses;
  }

  private static String bare(String address) {
    int slash = address.indexOf('/');
    return slash < 0 ? address : address.substring(0, slash);
  }
}
