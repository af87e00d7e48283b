package io.carob.sandbox.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.sandbox.PortMapping;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Plans what one plugin reads from its standard input. */
final class PluginInput {

  private PluginInput() {}

  static ObjectNode of(
      NetworkConfig config,
      ObjectNode plugin,
      List<PortMapping> ports,
      Optional<JsonNode> previous) {
    ObjectNode input = plugin.deepCopy();
    input.put("name", config.name()).put("cniVersion", config.cniVersion());
    JsonNode capabilities = input.remove("capabilities");
    if (capabilities != null && capabilities.path("portMappings").asBoolean()) {
      addPorts(input.withObjectProperty("runtimeConfig").putArray("portMappings"), ports);
    }
    previous.ifPresent(result -> input.set("prevResult", result));
    return input;
  }

  private static void addPorts(ArrayNode array, List<PortMapping> ports) {
    for (PortMapping port : ports) {
      ObjectNode entry = array.addObject();
      entry.put("hostPort", port.hostPort()).put("containerPort", port.containerPort());
      entry.put("protocol", port.protocol().toLowerCase(Locale.ROOT));
      if (!port.hostIp().isEmpty()) {
        entry.put("hostIP", port.hostIp());
      }
    }
  }
}
