package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.Health;
import io.carob.assembly.TestFramework;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;

class NotReadyTest {

  private record Found(List<Part> parts) implements Health {
    @Override
    public List<Part> look() {
      return parts;
    }
  }

  @Test
  void whatIsDownIsToldAndNothingElse(@TempDir Path cache) throws Exception {
    Framework framework = TestFramework.in(cache);
    framework.start();
    try {
      NotReady notReady = new NotReady(framework.getBundleContext());
      assertThat(notReady.get()).containsOnlyKeys("health");
      Health health =
          new Found(
              List.of(
                  new Health.Part("disk", Health.Kind.READY, Health.Level.DEGRADED, "is full"),
                  new Health.Part("pods", Health.Kind.READY, Health.Level.DOWN, "are adopted"),
                  new Health.Part("timer", Health.Kind.LIVE, Health.Level.OK, "runs")));
      framework.getBundleContext().registerService(Health.class, health, null);
      assertThat(notReady.get()).isEqualTo(Map.of("pods", "are adopted"));
    } finally {
      framework.stop();
      framework.waitForStop(60_000);
    }
  }
}
