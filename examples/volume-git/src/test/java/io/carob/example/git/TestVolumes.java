package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plugins and requests of tests. */
final class TestVolumes {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestVolumes() {}

  static GitSettings settings(Duration timeout, String... protocols) {
    return settings(timeout, 1L << 30, protocols);
  }

  static GitSettings settings(Duration timeout, long mostBytes, String... protocols) {
    return new GitSettings(
        Set.of(protocols), Optional.empty(), Optional.empty(), "/dev/null", timeout, mostBytes);
  }

  static GitPlugin plugin(String... protocols) {
    return new GitPlugin(settings(PATIENCE, protocols));
  }

  static VolumeFields fields(Map<String, Object> fields) {
    return VolumeFields.of("spec.volumes[0].csi.volumeAttributes", fields);
  }

  static PublishRequest request(Path place, Map<String, Object> fields) {
    return new PublishRequest(
        new VolumeId("uid", "default", "pod", "code"),
        place,
        fields(fields),
        (kind, namespace, name) -> Optional.empty());
  }

  static CarobException failure(Runnable call) {
    CarobException failure = catchThrowableOfType(CarobException.class, call::run);
    assertThat(failure).as("a failure").isNotNull();
    return failure;
  }
}
