package io.carob.it;

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.ShownObject;
import io.carob.tck.volume.VolumePluginTck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of volume plugins, over those that a node in a plain Java program finds. */
class EmbeddedVolumesTckIT {

  @Nested
  class EmptyDir extends VolumePluginTck {

    @Override
    protected VolumePlugin plugin() {
      return FoundDrivers.volume("emptyDir");
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

  @Nested
  class HostPath extends VolumePluginTck {

    @TempDir Path host = Path.of("");

    @Override
    protected VolumePlugin plugin() {
      return FoundDrivers.volume("hostPath");
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

  @Nested
  class ConfigMap extends VolumePluginTck {

    @Override
    protected VolumePlugin plugin() {
      return FoundDrivers.volume("configMap");
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
}
