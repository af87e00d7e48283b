package io.carob.example.timed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.embed.DriverFactory;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a plain Java program. */
class TimedDriversTest {

  @TempDir Path folder;

  private final DriverTable<SandboxDriver> table =
      new DriverTable<>("sandbox", Duration.ofSeconds(60), Duration.ofSeconds(60));

  @Test
  void theFactoryIsFoundAndItsDriverReachesTheOneThatIsSet() throws Exception {
    DriverFactory factory =
        ServiceLoader.load(DriverFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.pid().equals("io.carob.example.timed"))
            .findFirst()
            .orElseThrow();
    DriverFactory.Made made = factory.make(home(Map.of("delegate", "other")));
    SandboxDriver timed = made.sandboxes().get(0);
    // Drivers come after they were made: calls wait for them.
    table.add(new DriverInfo("sandbox", "other", "1.0.0", List.of()), FakeSandbox.of("other", 1));
    timed.create(
        new SandboxSpec(
            "pod-1", "default", "one", "one", folder, "/none/pod-1", Set.of(), false, List.of()));
    assertThat(FakeSandbox.file(folder)).hasContent("other");
    made.end().close();
    assertThat(timed.exit("pod-1", folder)).isCompletedExceptionally();
  }

  @Test
  void aSettingThatNobodyKnowsIsRefused() {
    CarobException failure =
        catchThrowableOfType(
            CarobException.class,
            () -> new TimedDrivers().make(home(Map.of("delegat", "pause"))));
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("delegate");
  }

  private DriverFactory.Home home(Map<String, String> settings) {
    return new DriverFactory.Home() {
      @Override
      public NodeLayout layout() {
        return new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/none");
      }

      @Override
      public Map<String, String> settings() {
        return settings;
      }

      @Override
      @SuppressWarnings("unchecked") // the one type that is asked for
      public <D> DriverCalls<D> calls(Class<D> spi) {
        assertThat(spi).isEqualTo(SandboxDriver.class);
        return (DriverCalls<D>) table;
      }
    };
  }
}
