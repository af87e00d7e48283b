package io.carob.volume.configmap;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Decides which files a config map becomes. */
final class Projection {

  private Projection() {}

  /**
   * The files to show.
   *
   * @param data what the config map holds
   * @throws CarobException {@code NOT_FOUND} when a key is not there and the volume is not
   *     optional; {@code INVALID_ARGUMENT} when a key cannot be a file name
   */
  static NavigableMap<FilePath, ShownFile> files(ConfigMapFields fields, Map<String, byte[]> data) {
    return fields.items().isEmpty() ? all(fields, data) : chosen(fields, data);
  }

  private static NavigableMap<FilePath, ShownFile> all(
      ConfigMapFields fields, Map<String, byte[]> data) {
    NavigableMap<FilePath, ShownFile> out = new TreeMap<>();
    data.forEach(
        (key, bytes) ->
            out.put(keyAsPath(fields, key), new ShownFile(bytes, fields.defaultMode())));
    return out;
  }

  private static NavigableMap<FilePath, ShownFile> chosen(
      ConfigMapFields fields, Map<String, byte[]> data) {
    NavigableMap<FilePath, ShownFile> out = new TreeMap<>();
    for (ConfigMapFields.Item item : fields.items()) {
      byte[] bytes = data.get(item.key());
      if (bytes != null) {
        out.put(item.path(), new ShownFile(bytes, item.mode()));
      } else if (!fields.optional()) {
        throw new CarobException(
            ErrorCode.NOT_FOUND,
            "%s: config map \"%s\" has no key \"%s\". Add the key, or make the volume optional"
                .formatted(fields.at(), fields.name(), item.key()));
      }
    }
    return out;
  }

  private static FilePath keyAsPath(ConfigMapFields fields, String key) {
    String refusal =
        key.contains("/") ? "must not contain \"/\"" : FilePath.refusal(key).orElse(null);
    if (refusal != null) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "%s: the key \"%s\" of config map \"%s\" cannot be a file name: it %s"
              .formatted(fields.at(), key, fields.name(), refusal));
    }
    return FilePath.parse(key).orElseThrow();
  }
}
