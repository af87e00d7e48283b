package io.carob.sandbox.node;

import io.carob.api.embed.DriverFactory;
import io.carob.api.embed.Settings;
import io.carob.sandbox.container.OciContainerRuntime;
import io.carob.sandbox.pod.PauseSandboxDriver;
import java.util.List;

/** Makes the sandboxes held by a pause process, and containers, where there is no OSGi. */
public final class SandboxDrivers implements DriverFactory {

  /** For {@code ServiceLoader}. */
  public SandboxDrivers() {}

  @Override
  public String pid() {
    return "io.carob.sandbox";
  }

  @Override
  public Made make(Home home) {
    SandboxConfig config = Settings.read(pid(), SandboxConfig.class, home.settings());
    PauseSandboxDriver pause = new PauseDriverComponent(home.layout(), config);
    OciContainerRuntime runtime = new OciRuntimeComponent(home.layout(), config);
    return new Made(
        List.of(),
        List.of(pause),
        List.of(runtime),
        List.of(),
        () -> {
          try (pause;
              runtime) {
            // both are closed, whatever the other one meets
          }
        });
  }
}
