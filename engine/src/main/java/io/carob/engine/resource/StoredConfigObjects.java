package io.carob.engine.resource;

import io.carob.api.pod.ResourceKey;
import io.carob.api.volume.ConfigObjects;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Config objects out of the store. */
public final class StoredConfigObjects implements ConfigObjects {

  private final ObjectStore store;

  /**
   * Reads from the store, whatever it holds at the time.
   *
   * @param store the resources
   */
  public StoredConfigObjects(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<Map<String, byte[]>> data(String kind, String namespace, String name) {
    if (!kind.equals("ConfigMap")) {
      return Optional.empty();
    }
    return store.get(new ResourceKey(kind, namespace, name)).map(StoredConfigObjects::data);
  }

  private static Map<String, byte[]> data(StoredObject map) {
    Map<String, byte[]> out = new TreeMap<>();
    map.tree()
        .path("data")
        .properties()
        .forEach(
            field ->
                out.put(
                    field.getKey(), field.getValue().asText().getBytes(StandardCharsets.UTF_8)));
    map.tree()
        .path("binaryData")
        .properties()
        .forEach(
            field ->
                out.put(
                    field.getKey(),
                    Base64.getDecoder().decode(field.getValue().asText().replaceAll("\\s", ""))));
    return out;
  }
}
