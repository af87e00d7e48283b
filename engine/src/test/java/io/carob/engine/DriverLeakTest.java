package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.volume.VolumePlugin;
import io.carob.testing.Foreign;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine keeps nothing of drivers that have left, while the pods that they made go on. */
@Timeout(180)
class DriverLeakTest {

  @TempDir Path folder = Path.of("");

  @Test
  void driversThatHaveLeftAreCollectedWhileTheirPodsRun() throws Exception {
    try (EngineFixture f = new EngineFixture(folder)) {
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      serveAndLeave(f, loaders);
      assertThat(loaders).hasSize(3);
      while (loaders.stream().anyMatch(loader -> !loader.refersTo(null))) {
        System.gc();
        TimeUnit.MILLISECONDS.sleep(20); // the time-out of the test ends it
      }
      assertThat(f.phase("web")).isEqualTo("Running");
      f.work.advance(Duration.ofSeconds(10));
      int before = restarts(f);
      f.kernel.exit("nginx", 5); // heard by the next one
      f.work.advance(Duration.ofSeconds(30));
      assertThat(restarts(f)).isEqualTo(before + 1);
      f.delete(new ResourceKey("Pod", "default", "web"), Optional.of(Duration.ZERO));
      f.work.advance(Duration.ofSeconds(10));
      assertThat(f.clean()).isTrue();
    }
  }

  private static void serveAndLeave(EngineFixture f, List<WeakReference<ClassLoader>> loaders)
      throws ReflectiveOperationException {
    SandboxDriver sandbox =
        Foreign.make(SandboxDriver.class, f.kernel.new Sandboxes(), "create", loaders);
    ContainerRuntime runtime =
        Foreign.make(ContainerRuntime.class, f.kernel.new Runner(), "start", loaders);
    VolumePlugin volume =
        Foreign.make(VolumePlugin.class, new FakeVolume(f.kernel, "emptyDir"), "publish", loaders);
    serve(f, f.engine.sandboxes(), "sandbox", "pause", sandbox);
    serve(f, f.engine.runtimes(), "runtime", "oci", runtime);
    serve(f, f.engine.volumes(), "volume", "emptyDir", volume);
    f.apply(Yaml.WEB);
    f.work.advance(Duration.ofMinutes(2)); // each has failed once
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(f.engine.sandboxes().remove(sandbox)).isTrue();
    assertThat(f.engine.runtimes().remove(runtime)).isTrue();
    assertThat(f.engine.volumes().remove(volume)).isTrue();
    f.work.advance(Duration.ofSeconds(10));
  }

  private static int restarts(EngineFixture f) {
    return f.container("web", "nginx").path("restartCount").asInt();
  }

  private static <D> void serve(
      EngineFixture f, DriverTable<D> table, String type, String name, D driver) {
    f.engine.add(table, new DriverInfo(type, name, "2", List.of()), driver);
    assertThat(table.prefer(driver)).isTrue();
  }
}
