package ${package};

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.VolumePluginTck;
import java.util.List;
import java.util.Map;

/** The whole contract, with these fields. */
class ${className}TckTest extends VolumePluginTck {

  @Override
  protected VolumePlugin plugin() {
    return new ${className}();
  }

  @Override
  protected Map<String, Object> fields() {
    return Map.of("text", "hello");
  }

  @Override
  protected List<Map<String, Object>> invalidFields() {
    return List.of(Map.of(), Map.of("text", "hello", "colour", "blue"));
  }
}
