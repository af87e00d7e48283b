package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {

  private static final ResourceKey CONFIG = new ResourceKey("ConfigMap", "junit-1", "web");
  private static final ResourceKey WEB = new ResourceKey("Pod", "junit-1", "web");
  private static final ResourceKey OTHER = new ResourceKey("Pod", "junit-1", "other");

  @Test
  void aManifestIsATextAResourceOrAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("pod.yaml"), "kind: Pod");
    assertThat(Manifests.read("kind: Pod\n", getClass())).isEqualTo("kind: Pod\n");
    assertThat(Manifests.read("web.yaml", getClass())).contains("kind: ConfigMap");
    assertThat(Manifests.read("/io/carob/junit/web.yaml", Pod.class)).contains("kind: Pod");
    assertThat(Manifests.read(file.toString(), getClass())).isEqualTo("kind: Pod");
  }

  @Test
  void aMissingManifestIsNotFound() {
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> Manifests.read("no-such.yaml", getClass()));
    assertThat(thrown.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(thrown).hasMessageContaining("no-such.yaml");
  }

  @Test
  void theOnlyPodNeedsNoName() {
    assertThat(Manifests.pod(List.of(CONFIG, WEB), "")).isEqualTo(WEB);
    assertThat(Manifests.pod(List.of(WEB, OTHER), "other")).isEqualTo(OTHER);
  }

  @Test
  void noneOrOneOfSeveralIsInvalid() {
    for (List<ResourceKey> keys : List.of(List.of(CONFIG), List.of(WEB, OTHER))) {
      CarobException thrown =
          catchThrowableOfType(CarobException.class, () -> Manifests.pod(keys, ""));
      assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
    assertThat(
            catchThrowableOfType(CarobException.class, () -> Manifests.pod(List.of(WEB), "another"))
                .code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
