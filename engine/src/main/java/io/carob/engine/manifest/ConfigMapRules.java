package io.carob.engine.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The rules of a ConfigMap. */
final class ConfigMapRules {

  private static final long MAX_BYTES = 1024 * 1024;

  private ConfigMapRules() {}

  static void check(ConfigMap map) {
    Map<String, String> text = map.getData() == null ? Map.of() : map.getData();
    Map<String, String> binary = map.getBinaryData() == null ? Map.of() : map.getBinaryData();
    long bytes = 0;
    for (Map.Entry<String, String> entry : text.entrySet()) {
      key("data", entry.getKey());
      bytes += value("data", entry).getBytes(StandardCharsets.UTF_8).length;
    }
    for (Map.Entry<String, String> entry : binary.entrySet()) {
      key("binaryData", entry.getKey());
      if (text.containsKey(entry.getKey())) {
        throw ManifestError.at("binaryData." + entry.getKey(), "is also a key of data");
      }
      bytes += decode(entry).length;
    }
    if (bytes > MAX_BYTES) {
      throw ManifestError.at("data", bytes + " bytes in all are more than 1 MiB");
    }
  }

  private static String value(String path, Map.Entry<String, String> entry) {
    if (entry.getValue() == null) {
      throw ManifestError.at(path + "." + entry.getKey(), "must be a text");
    }
    return entry.getValue();
  }

  private static byte[] decode(Map.Entry<String, String> entry) {
    try {
      return Base64.getDecoder().decode(value("binaryData", entry).replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw ManifestError.at("binaryData." + entry.getKey(), "is not base64: " + e.getMessage());
    }
  }

  private static void key(String path, String key) {
    if (!Names.isDataKey(key)) {
      throw ManifestError.at(
          path + "." + key, "a key has at most 253 letters, digits and - _ . and is not . or ..");
    }
  }
}
