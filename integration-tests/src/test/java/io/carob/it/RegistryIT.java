package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images go to a real registry and come back, by the command and for a pod. */
class RegistryIT {

  @Test
  void anImageIsPushedListedAndPulledAgainByAPodThatNeedsIt(@TempDir Path folder)
      throws IOException {
    try (LocalRegistry registry = LocalRegistry.start(folder)) {
      String name = registry.host() + "/demo/busybox:1.0";
      try (CarobService carob = CarobService.start()) {
        carob.importDemoImages();
        carob.carob("image", "push", "demo/busybox:1.0", name).ok();
        assertThat(carob.carob("image", "tags", registry.host() + "/demo/busybox").out())
            .contains("1.0");
        assertThat(carob.carob("image", "catalog", registry.host(), "-o", "name").out())
            .isEqualTo("demo/busybox\n");
      }
      try (CarobService other = CarobService.start()) {
        pull(other, registry, name);
      }
    }
  }

  private static void pull(CarobService carob, LocalRegistry registry, String name) {
    assertThat(carob.carob("image", "pull", registry.host() + "/demo/none:1").code()).isEqualTo(1);
    carob
        .apply(Manifests.shell("puller", "Never", "sleep 1000").replace("demo/busybox:1.0", name))
        .ok();
    carob.awaitReady("puller");
    assertThat(carob.carob("events").out()).contains("Successfully pulled image");
    CarobService.Result pulled = carob.carob("image", "pull", name).ok();
    assertThat(pulled.out()).startsWith("Pulled " + name + "  sha256:");
    assertThat(pulled.err()).contains("layer ");
  }
}
