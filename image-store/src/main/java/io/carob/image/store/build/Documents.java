package io.carob.image.store.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImageChanges;
import io.carob.image.store.archive.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration and manifest of a new image. What a base says and nobody changes stays as it
 * is, also fields that are not known here. Keys are sorted. Pure.
 */
final class Documents {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /** What docker writes of the container that an image was made from. */
  private static final List<String> STALE =
      List.of("container", "container_config", "docker_version", "id", "parent", "throwaway");

  private Documents() {}

  /** A document that was verified when it came in. */
  static ObjectNode parse(byte[] bytes) {
    try {
      return (ObjectNode) MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.DATA_LOSS, "a document is not JSON any more", e);
    }
  }

  /** The configuration of an image on nothing. */
  static ObjectNode emptyConfig(Platform platform) {
    ObjectNode config = MAPPER.createObjectNode();
    config.put("architecture", platform.architecture());
    config.put("os", platform.os());
    if (!platform.variant().isEmpty()) {
      config.put("variant", platform.variant());
    }
    return config;
  }

  /**
   * The configuration with more layers.
   *
   * @param base what it begins with; is changed
   * @param step what the history says
   */
  static byte[] config(ObjectNode base, List<NewLayer> layers, ImageChanges changes, String step) {
    STALE.forEach(base::remove);
    Optional<Instant> created = created(base, layers, changes);
    ObjectNode rootfs = base.withObjectProperty("rootfs");
    rootfs.put("type", "layers");
    ArrayNode diffIds = rootfs.withArrayProperty("diff_ids");
    boolean toldAll = !diffIds.isEmpty() && base.path("history").isEmpty();
    layers.forEach(layer -> diffIds.add(layer.diffId().toString()));
    if (!toldAll) {
      history(base, layers, changes, created, step);
    }
    created.ifPresent(time -> base.put("created", time.toString()));
    changes.author().ifPresent(author -> base.put("author", author));
    run(base.withObjectProperty("config"), changes);
    return bytes(base);
  }

  private static Optional<Instant> created(
      ObjectNode base, List<NewLayer> layers, ImageChanges changes) {
    if (changes.created().isPresent()) {
      return changes.created().map(Documents::inRange);
    }
    List<Instant> times = new ArrayList<>();
    layers.forEach(layer -> layer.newest().ifPresent(times::add));
    String before = base.path("created").asText("");
    if (!before.isEmpty()) {
      times.add(java.time.OffsetDateTime.parse(before).toInstant());
    }
    return times.stream().max(Instant::compareTo).map(Documents::inRange);
  }

  /** Only years of four digits can be written. */
  private static Instant inRange(Instant time) {
    return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
  }

  private static void history(
      ObjectNode base,
      List<NewLayer> layers,
      ImageChanges changes,
      Optional<Instant> created,
      String step) {
    ArrayNode history = base.withArrayProperty("history");
    for (int i = 0; i < Math.max(1, layers.size()); i++) {
      ObjectNode entry = history.addObject();
      created.ifPresent(time -> entry.put("created", time.toString()));
      entry.put("created_by", step);
      changes.author().ifPresent(author -> entry.put("author", author));
      changes.comment().ifPresent(comment -> entry.put("comment", comment));
      if (layers.isEmpty()) {
        entry.put("empty_layer", true);
      }
    }
  }

  private static void run(ObjectNode run, ImageChanges changes) {
    changes.entrypoint().ifPresent(words -> words(run, "Entrypoint", words));
    if (changes.entrypoint().isPresent() && changes.cmd().isEmpty()) {
      run.remove("Cmd");
    }
    changes.cmd().ifPresent(words -> words(run, "Cmd", words));
    changes.workingDir().ifPresent(folder -> run.put("WorkingDir", folder));
    changes.user().ifPresent(user -> run.put("User", user));
    if (!changes.env().isEmpty()) {
      env(run, changes.env());
    }
    if (!changes.labels().isEmpty()) {
      ObjectNode labels =
          run.get("Labels") instanceof ObjectNode there ? there : run.putObject("Labels");
      changes.labels().forEach(labels::put);
    }
  }

  private static void words(ObjectNode run, String field, List<String> words) {
    if (words.isEmpty()) {
      run.remove(field);
    } else {
      ArrayNode list = run.putArray(field);
      words.forEach(list::add);
    }
  }

  /** Variables that are there keep their place. */
  private static void env(ObjectNode run, Map<String, String> wanted) {
    Map<String, String> left = new TreeMap<>(wanted);
    List<String> all = new ArrayList<>();
    run.path("Env")
        .forEach(
            node -> {
              String name = node.asText().split("=", 2)[0];
              String value = left.remove(name);
              all.add(
                  value == null && !wanted.containsKey(name)
                      ? node.asText()
                      : name + "=" + wanted.getOrDefault(name, ""));
            });
    left.forEach((name, value) -> all.add(name + "=" + value));
    ArrayNode env = run.putArray("Env");
    all.stream().distinct().forEach(env::add);
  }

  /**
   * The manifest of an image.
   *
   * @param config its configuration
   * @param below layers of the base's manifest
   * @param layers further layers
   */
  static byte[] manifest(byte[] config, JsonNode below, List<NewLayer> layers) {
    ObjectNode manifest = MAPPER.createObjectNode();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
    descriptor(
        manifest.putObject("config"),
        MediaTypes.OCI_CONFIG,
        Digest.of(config).toString(),
        config.length);
    ArrayNode list = manifest.putArray("layers");
    for (JsonNode layer : below) {
      ObjectNode same = list.addObject();
      same.setAll((ObjectNode) layer);
      same.put("mediaType", MediaTypes.ociLayer(layer.path("mediaType").asText()));
    }
    layers.forEach(
        layer ->
            descriptor(list.addObject(), layer.mediaType(), layer.blob().toString(), layer.size()));
    return bytes(manifest);
  }

  private static void descriptor(ObjectNode node, String type, String digest, long size) {
    node.put("mediaType", type).put("digest", digest).put("size", size);
  }

  private static byte[] bytes(ObjectNode document) {
    return sorted(document).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      Map<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode result = MAPPER.createObjectNode();
      fields.forEach(result::set);
      return result;
    }
    if (node.isArray()) {
      ArrayNode result = MAPPER.createArrayNode();
      node.forEach(element -> result.add(sorted(element)));
      return result;
    }
    return node;
  }
}
