package io.carob.image.store.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImageConfig;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of an image.
 *
 * @param platform what it was built for
 * @param created when it was built, if it says so
 * @param diffIds its layers, lowest first
 * @param config how to run it
 */
record ConfigDocument(
    Platform platform, Optional<Instant> created, List<DiffId> diffIds, ImageConfig config) {

  static ConfigDocument parse(String what, byte[] bytes) {
    JsonNode node = Documents.parse(what, bytes);
    return new ConfigDocument(
        new Platform(
            node.path("os").asText("linux"),
            Documents.text(what, node, "architecture"),
            node.path("variant").asText("")),
        created(node.path("created").asText("")),
        diffIds(what, node.path("rootfs")),
        config(node.path("config")));
  }

  private static List<DiffId> diffIds(String what, JsonNode rootfs) {
    return Documents.list(what, rootfs, "diff_ids").stream()
        .map(
            id -> {
              try {
                return DiffId.parse(id.asText());
              } catch (CarobException e) {
                throw new CarobException(
                    ErrorCode.DATA_LOSS, "import: " + what + ": " + e.getMessage(), e);
              }
            })
        .toList();
  }

  private static Optional<Instant> created(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty(); // only shown to people
    }
  }

  private static ImageConfig config(JsonNode node) {
    return new ImageConfig(
        Documents.texts(node.path("Env")),
        Documents.texts(node.path("Entrypoint")),
        Documents.texts(node.path("Cmd")),
        node.path("WorkingDir").asText(""),
        node.path("User").asText(""),
        node.path("StopSignal").asText(""),
        labels(node.path("Labels")),
        names(node.path("ExposedPorts")),
        names(node.path("Volumes")));
  }

  private static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new HashMap<>();
    node.properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
    return labels;
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
