package io.carob.tck.volume;

import io.carob.api.volume.ConfigObjects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Config objects in memory, which remember what was asked for. */
final class MemoryObjects implements ConfigObjects {

  private final Map<String, Map<String, byte[]>> objects = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @Override
  public Optional<Map<String, byte[]>> data(String kind, String namespace, String name) {
    String key = key(kind, namespace, name);
    asked.add(key);
    return Optional.ofNullable(objects.get(key)).map(LinkedHashMap::new);
  }

  void put(ShownObject object, String namespace, Map<String, byte[]> data) {
    objects.put(key(object.kind(), namespace, object.name()), Map.copyOf(data));
  }

  /** What was asked for, as kind/namespace/name. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private static String key(String kind, String namespace, String name) {
    return kind + "/" + namespace + "/" + name;
  }
}
