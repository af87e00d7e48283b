package io.carob.example.timed;

import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.embed.DriverFactory;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Carob's own sandbox driver, made as an embedded node makes it, and a way to it. */
final class PauseDelegate {

  private PauseDelegate() {}

  /** All that is on the class path with Carob's sandbox; pods get no network. */
  static DriverFactory.Made make(NodeLayout node) {
    DriverFactory pause =
        ServiceLoader.load(DriverFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(factory -> factory.pid().equals("io.carob.sandbox"))
            .findFirst()
            .orElseThrow();
    return pause.make(
        new Home(node, Map.of("cni.conf.dir", node.root().resolve("none").toString())));
  }

  /** Calls as the core offers them. */
  static DriverTable<SandboxDriver> calls(SandboxDriver delegate) {
    DriverTable<SandboxDriver> table =
        new DriverTable<>("sandbox", Duration.ofSeconds(30), Duration.ofSeconds(30));
    table.add(new DriverInfo("sandbox", delegate.name(), "1.0.0", List.of()), delegate);
    return table;
  }

  private record Home(NodeLayout layout, Map<String, String> settings)
      implements DriverFactory.Home {

    @Override
    public <D> DriverCalls<D> calls(Class<D> spi) {
      throw new IllegalStateException("pause calls nobody");
    }
  }
}
