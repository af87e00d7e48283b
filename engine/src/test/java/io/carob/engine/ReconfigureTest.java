package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.PodInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.snapshot.SnapshotKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine is set up in another way while it works. */
@Timeout(60)
class ReconfigureTest {

  private static final Duration LONG = Duration.ofHours(2);

  private static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

  @TempDir Path folder = Path.of("");
  private EngineFixture f;

  @BeforeEach
  void start() {
    f = new EngineFixture(folder);
  }

  @AfterEach
  void stop() {
    f.close();
  }

  private static EngineConfig config(String snapshotter, String sandbox, Duration backoff) {
    EngineConfig usual = EngineConfig.defaults("node-1");
    return new EngineConfig(
        snapshotter,
        sandbox,
        usual.runtime(),
        Duration.ZERO,
        Duration.ofSeconds(7),
        backoff,
        LONG,
        LONG,
        usual.nodeName());
  }

  private PodInfo pod(String name) {
    return f.engine.pods().find("default", name).orElseThrow();
  }

  @Test
  void newPodsGetTheNewDefaultsAndOldOnesKeepTheirs() {
    f.apply(Yaml.WEB);
    FakeKernel.Task old = f.kernel.process("nginx");
    f.engine.reconfigure(config("other", "pause", Duration.ofSeconds(10)));
    f.work.settle();
    f.apply(Yaml.WEB.replace("name: web\n", "name: young\n"));
    assertThat(pod("young").phase()).isEqualTo("Running");
    assertThat(pod("young").containers())
        .extracting(PodInfo.ContainerInfo::driver)
        .containsOnly("other");
    assertThat(pod("web").phase()).isEqualTo("Running");
    assertThat(pod("web").containers())
        .extracting(PodInfo.ContainerInfo::driver)
        .containsOnly("overlay");
    f.kernel.exit(old, 1);
    f.work.advance(Duration.ofSeconds(3));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    assertThat(pod("web").containers())
        .extracting(PodInfo.ContainerInfo::driver)
        .containsOnly("overlay");
  }

  @Test
  void aPodThatWaitsForAMissingDefaultLooksAgain() {
    f.engine.sandboxes().remove(f.sandboxes);
    f.engine.add(f.engine.sandboxes(), EngineFixture.info("sandbox", "mine"), f.sandboxes);
    f.apply(Yaml.WEB);
    assertThat(f.phase("web")).isEqualTo("Pending");
    f.engine.reconfigure(config("overlay", "mine", Duration.ofSeconds(10)));
    f.work.settle();
    assertThat(f.phase("web")).isEqualTo("Running");
  }

  @Test
  void aLayerOnTheDefaultOfBeforeGoesWithItsPod() {
    f.engine.runtimes().remove(f.runtime); // so that nothing of the container is written down
    f.apply(Yaml.WEB);
    f.snapshots.prepare(
        "overlay", new SnapshotKey(f.uid("web") + "/nginx"), Optional.empty(), Map.of());
    f.engine.reconfigure(config("other", "pause", Duration.ofSeconds(10)));
    EngineFixture.Gone gone = f.delete(new ResourceKey("Pod", "default", "web"), NOW);
    f.work.settle();
    f.work.advance(Duration.ofMinutes(1));
    assertThat(gone.done()).isTrue();
    assertThat(f.snapshots.all).isEmpty();
  }

  @Test
  void restartsWaitAsTheyAreToldNow() {
    f.apply(Yaml.WEB);
    f.engine.reconfigure(config("overlay", "pause", Duration.ofSeconds(1000)));
    f.kernel.exit("nginx", 1);
    f.work.advance(Duration.ofSeconds(3));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    f.kernel.exit("nginx", 1);
    f.work.advance(Duration.ofMinutes(15));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(1);
    f.work.advance(Duration.ofSeconds(200));
    assertThat(f.container("web", "nginx").path("restartCount").asInt()).isEqualTo(2);
  }

  @Test
  void driversGetTheNewLimits() {
    f.engine.reconfigure(config("overlay", "pause", Duration.ofSeconds(10)));
    assertThat(f.engine.volumes().limit()).isEqualTo(Duration.ofSeconds(7));
  }
}
