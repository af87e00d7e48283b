package io.carob.volume.configmap;

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.ShownObject;
import io.carob.tck.volume.VolumePluginTck;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConfigMapTckTest extends VolumePluginTck {
  @Override
  protected VolumePlugin plugin() {
    return new ConfigMapPlugin();
  }

  @Override
  protected Map<String, Object> fields() {
    return Map.of("name", "tck", "defaultMode", 0600);
  }

  @Override
  protected Optional<ShownObject> shows() {
    return Optional.of(new ShownObject("ConfigMap", "tck"));
  }

  @Override
  protected List<Map<String, Object>> invalidFields() {
    return List.of(Map.of(), Map.of("name", 1), Map.of("name", "tck", "defaultMode", 512));
  }
}
