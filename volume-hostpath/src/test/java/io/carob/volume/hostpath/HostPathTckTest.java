package io.carob.volume.hostpath;

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.VolumePluginTck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class HostPathTckTest extends VolumePluginTck {
  @TempDir Path host = Path.of("");

  @Override
  protected VolumePlugin plugin() {
    return new HostPathPlugin();
  }

  @Override
  protected Map<String, Object> fields() {
    return Map.of("path", host.resolve("shared/folder").toString(), "type", "DirectoryOrCreate");
  }

  @Override
  protected List<Map<String, Object>> invalidFields() {
    return List.of(Map.of(), Map.of("path", "etc"), Map.of("path", "/a/../b"));
  }
}
