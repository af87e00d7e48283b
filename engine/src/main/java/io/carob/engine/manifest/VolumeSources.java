package io.carob.engine.manifest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.carob.api.volume.VolumeFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The volumes that a pod's tree names, each with its plugin and the plugin's own fields. */
public final class VolumeSources {

  private static final JsonMapper PLAIN = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private VolumeSources() {}

  /**
   * One volume.
   *
   * @param name its name within the pod
   * @param plugin the plugin's name
   * @param fields the plugin's own fields
   * @param readOnly whether the manifest wants it read-only for all
   */
  public record VolumeSource(String name, String plugin, VolumeFields fields, boolean readOnly) {}

  /**
   * Reads {@code volumes} of a pod specification.
   *
   * @param path where the specification stands, such as {@code spec}
   */
  public static List<VolumeSource> of(String path, JsonNode podSpec) {
    List<VolumeSource> out = new ArrayList<>();
    JsonNode volumes = podSpec.path("volumes");
    for (int i = 0; i < volumes.size(); i++) {
      out.add(one(path + ".volumes[" + i + "]", volumes.get(i)));
    }
    return List.copyOf(out);
  }

  private static VolumeSource one(String path, JsonNode volume) {
    String name = volume.path("name").asText();
    List<String> types =
        volume.properties().stream()
            .filter(field -> !field.getKey().equals("name") && !field.getValue().isNull())
            .map(Map.Entry::getKey)
            .toList();
    if (types.size() > 1) {
      throw ManifestError.at(path, "has several types: " + types + "; give one");
    }
    if (types.isEmpty()) {
      return new VolumeSource(
          name, "emptyDir", VolumeFields.of(path + ".emptyDir", Map.of()), false);
    }
    String type = types.get(0);
    JsonNode fields = volume.path(type);
    if (!type.equals("csi")) {
      return new VolumeSource(name, type, VolumeFields.of(path + "." + type, plain(fields)), false);
    }
    String driver = fields.path("driver").asText();
    if (driver.isEmpty()) {
      throw ManifestError.at(path + ".csi.driver", "is required");
    }
    VolumeFields attributes =
        VolumeFields.ofAttributes(
            path + ".csi.volumeAttributes", plain(fields.path("volumeAttributes")));
    return new VolumeSource(name, driver, attributes, fields.path("readOnly").asBoolean());
  }

  private static Map<String, Object> plain(JsonNode fields) {
    return fields.isObject() ? PLAIN.convertValue(fields, FIELDS) : Map.of();
  }
}
