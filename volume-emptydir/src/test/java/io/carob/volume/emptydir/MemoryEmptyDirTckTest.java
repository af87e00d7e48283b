package io.carob.volume.emptydir;

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.VolumePluginTck;
import java.util.List;
import java.util.Map;

class MemoryEmptyDirTckTest extends VolumePluginTck {
  @Override
  protected VolumePlugin plugin() {
    return new EmptyDirPlugin();
  }

  @Override
  protected Map<String, Object> fields() {
    return Map.of("medium", "Memory", "sizeLimit", "1Mi");
  }

  @Override
  protected List<Map<String, Object>> invalidFields() {
    return List.of(Map.of("medium", "Disk"), Map.of("sizeLimit", "many"));
  }
}
