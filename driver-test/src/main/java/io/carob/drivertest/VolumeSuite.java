package io.carob.drivertest;

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.ShownObject;
import io.carob.tck.volume.VolumePluginTck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract's tests over the volume plugin under test. */
@ExtendWith(GiveUp.class)
final class VolumeSuite extends VolumePluginTck {

  VolumeSuite() {}

  @Override
  protected VolumePlugin plugin() {
    return (VolumePlugin) Subject.current().make();
  }

  @Override
  protected Map<String, Object> fields() {
    return Subject.current().fields().valid();
  }

  @Override
  protected List<Map<String, Object>> invalidFields() {
    return Subject.current().fields().invalid();
  }

  @Override
  protected Optional<ShownObject> shows() {
    return Subject.current().fields().shows();
  }
}
